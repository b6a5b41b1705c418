"""Every address of the site, and what each person gets there, written out: read and posted, then the acts."""

from __future__ import annotations

# rédactrice and directeur belong to the direction of {routes}, étrangère to that of {culture}. The campaign is open and
# both contributions are complete drafts. BOTH is GET, then POST. "login" sends to the sign-in page, "->" to another
# page; "in" is whatever the form answers to those whose words it reads. 404 is what a person gets who may not see the
# object, exactly as where there is none.
TABLE = """
#                                                          anonyme redactrice directeur relectrice etrangere administr.

# -- The way in and out
BOTH /                                                          login     ->        ->        ->        ->        ->
BOTH /gestion/                                                  login     200       200       200       200       200
GET  /gestion/login/                                            200       ->        ->        ->        ->        ->
POST /gestion/login/                                            200       200       200       200       200       200
GET  /gestion/logout/                                           login     405       405       405       405       405
POST /gestion/logout/                                           login     200       200       200       200       200
BOTH /gestion/password_change/                                  login     200       200       200       200       200
GET  /gestion/password_change/done/                             login     200       200       200       200       200
POST /gestion/password_change/done/                             login     405       405       405       405       405
GET  /gestion/jsi18n/                                           login     200       200       200       200       200
POST /gestion/jsi18n/                                           login     405       405       405       405       405
BOTH /gestion/inconnu/                                          login     404       404       404       404       404
BOTH /gestion/r/1/{routes}/                                     login     404       404       404       404       404
BOTH /gestion/r/1/{culture}/                                    login     404       404       404       404       404
BOTH /gestion/directions/                                       login     200       200       200       200       200
GET  /gestion/reporting/                                        login     404       404       200       404       200

# -- Contributions
BOTH /gestion/directions/contribution/                          login     200       200       200       200       200
BOTH /gestion/directions/contribution/add/                      login     403       403       403       403       403
BOTH /gestion/directions/contribution/{routes}/                 login     ->        ->        ->        ->        ->
BOTH /gestion/directions/contribution/{culture}/                login     ->        ->        ->        ->        ->
BOTH /gestion/directions/contribution/{absent}/                 login     ->        ->        ->        ->        ->
GET  /gestion/directions/contribution/{routes}/change/          login     200       200       200       404       200
GET  /gestion/directions/contribution/{culture}/change/         login     404       404       200       200       200
BOTH /gestion/directions/contribution/{absent}/change/          login     404       404       404       404       404
POST /gestion/directions/contribution/{routes}/change/          login     in        in        403       404       in
POST /gestion/directions/contribution/{culture}/change/         login     404       404       403       in        in
BOTH /gestion/directions/contribution/{routes}/history/         login     ->        ->        ->        404       ->
BOTH /gestion/directions/contribution/{culture}/history/        login     404       404       ->        ->        ->
BOTH /gestion/directions/contribution/{absent}/history/         login     404       404       404       404       404
BOTH /gestion/directions/contribution/{routes}/delete/          login     403       403       403       404       403
BOTH /gestion/directions/contribution/{culture}/delete/         login     404       404       403       403       403
BOTH /gestion/directions/contribution/{absent}/delete/          login     404       404       404       404       404

# -- Transitions
GET  /contributions/{routes}/submit/                            login     405       405       405       405       405
GET  /contributions/{culture}/submit/                           login     405       405       405       405       405
POST /contributions/{routes}/submit/                            login     ->        ->        403       404       ->
POST /contributions/{routes}/approve/                           login     403       403       409       404       409
POST /contributions/{routes}/request_changes/                   login     403       403       409       404       409
POST /contributions/{routes}/reopen/                            login     403       403       409       404       409
POST /contributions/{culture}/submit/                           login     404       404       403       ->        ->
POST /contributions/{absent}/submit/                            login     404       404       404       404       404
GET  /contributions/{absent}/submit/                            login     405       405       405       405       405
POST /contributions/{culture}/approve/                          login     404       404       409       403       409
POST /contributions/{absent}/approve/                           login     404       404       404       404       404
POST /contributions/{culture}/request_changes/                  login     404       404       409       403       409
POST /contributions/{absent}/request_changes/                   login     404       404       404       404       404
POST /contributions/{culture}/reopen/                           login     404       404       409       403       409
POST /contributions/{absent}/reopen/                            login     404       404       404       404       404

# -- Preview, report, files
GET  /contributions/{routes}/apercu/                            login     200       200       200       404       200
POST /contributions/{routes}/apercu/                            login     405       405       405       405       405
POST /contributions/{culture}/apercu/                           login     405       405       405       405       405
GET  /contributions/{culture}/apercu/                           login     404       404       200       200       200
GET  /contributions/{absent}/apercu/                            login     404       404       404       404       404
POST /contributions/{absent}/apercu/                            login     405       405       405       405       405
GET  /contributions/{routes}/historique/                        login     200       200       200       404       200
GET  /contributions/{culture}/historique/                       login     404       404       200       200       200
GET  /contributions/{absent}/historique/                        login     404       404       404       404       404
POST /contributions/{absent}/historique/                        login     405       405       405       405       405
POST /contributions/{routes}/historique/                        login     405       405       405       405       405
POST /contributions/{culture}/historique/                       login     405       405       405       405       405
GET  /contributions/{routes}/historique/comparer/?de=1&a=1      login     200       200       200       404       200
POST /contributions/{routes}/historique/comparer/?de=1&a=1      login     405       405       405       405       405
POST /contributions/{culture}/historique/comparer/?de=1&a=1     login     405       405       405       405       405
GET  /contributions/{culture}/historique/comparer/?de=1&a=1     login     404       404       200       200       200
GET  /contributions/{absent}/historique/comparer/?de=1&a=1      login     404       404       404       404       404
POST /contributions/{absent}/historique/comparer/?de=1&a=1      login     405       405       405       405       405
GET  /contributions/{routes}/historique/comparer/?de=1&a=9      login     404       404       404       404       404
GET  /contributions/{culture}/historique/comparer/?de=1&a=9     login     404       404       404       404       404
GET  /contributions/{routes}/historique/1/reprendre/            login     405       405       405       405       405
GET  /contributions/{culture}/historique/1/reprendre/           login     405       405       405       405       405
POST /contributions/{routes}/historique/1/reprendre/            login     409       409       403       404       409
POST /contributions/{culture}/historique/1/reprendre/           login     404       404       403       409       409
POST /contributions/{absent}/historique/1/reprendre/            login     404       404       404       404       404
GET  /contributions/{absent}/historique/1/reprendre/            login     405       405       405       405       405
POST /contributions/{routes}/historique/9/reprendre/            login     404       404       404       404       404
POST /contributions/{culture}/historique/9/reprendre/           login     404       404       404       404       404
GET  /rapport/2020/                                             login     200       200       200       200       200
POST /rapport/2020/                                             login     405       405       405       405       405
GET  /rapport/1999/                                             login     404       404       404       404       404
POST /rapport/1999/                                             login     405       405       405       405       405
GET  /rapport/2020/?institution=CD                              login     200       200       200       200       200
GET  /rapport/2020/?institution=NULLE                           login     404       404       404       404       404
GET  /rapport/2020/json/                                        login     200       200       200       200       200
POST /rapport/2020/json/                                        login     405       405       405       405       405
GET  /rapport/2020/inconnu/                                     login     404       404       404       404       404
POST /rapport/2020/inconnu/                                     login     405       405       405       405       405

# -- Tracking
GET  /suivi/                                                    login     404       ->        ->        404       ->
POST /suivi/                                                    login     405       405       405       405       405
GET  /suivi/2020/                                               login     404       200       200       404       200
GET  /suivi/1999/                                               login     404       404       404       404       404
POST /suivi/1999/                                               login     405       405       405       405       405
GET  /suivi/2020/?institution=NULLE                             login     404       404       404       404       404
GET  /suivi/2020/?relecteur=moi                                 login     404       400       200       404       200
POST /suivi/2020/                                               login     405       405       405       405       405
GET  /suivi/2020/export.xlsx                                    login     404       200       200       404       200
POST /suivi/2020/export.xlsx                                    login     405       405       405       405       405
GET  /suivi/1999/export.xlsx                                    login     404       404       404       404       404
POST /suivi/1999/export.xlsx                                    login     405       405       405       405       405
GET  /suivi/2020/suivante/                                      login     404       404       ->        404       ->
POST /suivi/2020/suivante/                                      login     405       405       405       405       405
GET  /suivi/1999/suivante/                                      login     404       404       404       404       404
POST /suivi/1999/suivante/                                      login     405       405       405       405       405
GET  /suivi/2020/confirmer/                                     login     404       404       ->        404       ->
POST /suivi/2020/confirmer/                                     login     404       404       422       404       422
BOTH /suivi/1999/confirmer/                                     login     404       404       404       404       404
GET  /suivi/2020/appliquer/                                     login     404       404       ->        404       ->
POST /suivi/2020/appliquer/                                     login     404       404       422       404       422
BOTH /suivi/1999/appliquer/                                     login     404       404       404       404       404
GET  /contributions/{routes}/delai/                             login     404       404       200       404       200
GET  /contributions/{culture}/delai/                            login     404       404       200       404       200
POST /contributions/{routes}/delai/                             login     404       404       422       404       422
POST /contributions/{culture}/delai/                            login     404       404       422       404       422
BOTH /contributions/{absent}/delai/                             login     404       404       404       404       404

# -- Review: the thread was begun by the rédactrice, on {routes}; elsewhere, it is asked of {culture}
GET  /contributions/{routes}/relecture/                         login     200       200       200       404       200
GET  /contributions/{culture}/relecture/                        login     404       404       200       200       200
GET  /contributions/{absent}/relecture/                         login     404       404       404       404       404
POST /contributions/{absent}/relecture/                         login     405       405       405       405       405
POST /contributions/{routes}/relecture/                         login     405       405       405       405       405
POST /contributions/{culture}/relecture/                        login     405       405       405       405       405
GET  /contributions/{routes}/relecture/lu/                      login     405       405       405       405       405
GET  /contributions/{culture}/relecture/lu/                     login     405       405       405       405       405
POST /contributions/{routes}/relecture/lu/                      login     ->        ->        ->        404       ->
POST /contributions/{culture}/relecture/lu/                     login     404       404       ->        ->        ->
POST /contributions/{absent}/relecture/lu/                      login     404       404       404       404       404
GET  /contributions/{absent}/relecture/lu/                      login     405       405       405       405       405
GET  /contributions/{routes}/relecture/commentaires/            login     405       405       405       405       405
GET  /contributions/{culture}/relecture/commentaires/           login     405       405       405       405       405
POST /contributions/{routes}/relecture/commentaires/            login     422       422       422       404       422
POST /contributions/{culture}/relecture/commentaires/           login     404       404       422       422       422
POST /contributions/{absent}/relecture/commentaires/            login     404       404       404       404       404
GET  /contributions/{absent}/relecture/commentaires/            login     405       405       405       405       405
GET  /contributions/{thread_of_routes}/reponse/                 login     405       405       405       405       405
GET  /contributions/{thread_of_culture}/reponse/                login     405       405       405       405       405
POST /contributions/{thread_of_routes}/reponse/                 login     422       422       422       404       422
POST /contributions/{thread_of_culture}/reponse/                login     404       404       422       422       422
POST /contributions/{absent_thread}/reponse/                    login     404       404       404       404       404
GET  /contributions/{absent_thread}/reponse/                    login     405       405       405       405       405
POST /contributions/{thread_elsewhere}/reponse/                 login     404       404       404       404       404
GET  /contributions/{thread_of_routes}/resolu/                  login     405       405       405       405       405
GET  /contributions/{thread_of_culture}/resolu/                 login     405       405       405       405       405
POST /contributions/{thread_of_routes}/resolu/                  login     ->        409       ->        404       ->
POST /contributions/{thread_of_culture}/resolu/                 login     404       404       ->        ->        ->
POST /contributions/{absent_thread}/resolu/                     login     404       404       404       404       404
GET  /contributions/{absent_thread}/resolu/                     login     405       405       405       405       405
POST /contributions/{thread_elsewhere}/resolu/                  login     404       404       404       404       404
GET  /contributions/{thread_of_routes}/rouvert/                 login     405       405       405       405       405
GET  /contributions/{thread_of_culture}/rouvert/                login     405       405       405       405       405
POST /contributions/{thread_of_routes}/rouvert/                 login     ->        409       ->        404       ->
POST /contributions/{thread_of_culture}/rouvert/                login     404       404       ->        ->        ->
POST /contributions/{absent_thread}/rouvert/                    login     404       404       404       404       404
GET  /contributions/{absent_thread}/rouvert/                    login     405       405       405       405       405

# -- Observatory
GET  /observatoire/                                             login     200       200       200       200       200
POST /observatoire/                                             login     405       405       405       405       405
GET  /observatoire/?direction={direction}                       login     200       200       200       400       200
GET  /observatoire/?direction=0                                 login     400       400       400       400       400
GET  /observatoire/{indicator}/                                 login     200       200       200       200       200
GET  /observatoire/{indicator_of_routes}/                       login     200       200       200       404       200
GET  /observatoire/{indicator_of_culture}/                      login     404       404       200       200       200
GET  /observatoire/0/                                           login     404       404       404       404       404
POST /observatoire/0/                                           login     405       405       405       405       405
POST /observatoire/{indicator_of_routes}/                       login     405       405       405       405       405
POST /observatoire/{indicator_of_culture}/                      login     405       405       405       405       405
GET  /observatoire/export/csv/                                  login     200       200       200       200       200
GET  /observatoire/export/csv/?direction={direction}            login     200       200       200       400       200
GET  /observatoire/export/inconnu/                              login     404       404       404       404       404
POST /observatoire/export/inconnu/                              login     405       405       405       405       405
POST /observatoire/export/csv/                                  login     405       405       405       405       405

# -- Spreadsheets
GET  /gestion/tableur/figures/                                  login     200       200       200       200       200
POST /gestion/tableur/figures/                                  login     in        in        in        in        in
GET  /gestion/tableur/figures/2020/DR.xlsx                      login     200       200       200       404       200
GET  /gestion/tableur/figures/2020/DC.xlsx                      login     404       404       200       200       200
GET  /gestion/tableur/figures/2020/DC.ods                       login     404       404       200       200       200
GET  /gestion/tableur/figures/2020/NULLE.csv                    login     404       404       404       404       404
POST /gestion/tableur/figures/2020/NULLE.csv                    login     405       405       405       405       405
GET  /gestion/tableur/figures/2020/toutes.csv                   login     200       200       200       200       200
GET  /gestion/tableur/figures/2020/toutes.xlsx?institution=NON  login     404       404       404       404       404
GET  /gestion/tableur/figures/1999/toutes.csv                   login     404       404       404       404       404
POST /gestion/tableur/figures/2020/DR.xlsx                      login     405       405       405       405       405
POST /gestion/tableur/figures/2020/DC.xlsx                      login     405       405       405       405       405
GET  /gestion/tableur/{sheet}/                                  login     200       404       404       404       404
GET  /gestion/tableur/{absent}/                                 login     404       404       404       404       404
POST /gestion/tableur/{absent}/                                 login     405       405       405       405       405
POST /gestion/tableur/{sheet}/                                  login     405       405       405       405       405
GET  /gestion/tableur/{sheet}/confirmer/                        login     405       405       405       405       405
POST /gestion/tableur/{sheet}/confirmer/                        login     409       404       404       404       404
POST /gestion/tableur/{absent}/confirmer/                       login     404       404       404       404       404
GET  /gestion/tableur/{absent}/confirmer/                       login     405       405       405       405       405

# -- Pictures
GET  /chiffres/lecture/                                         login     200       200       200       200       200
POST /chiffres/lecture/                                         login     405       405       405       405       405
BOTH /mes-messages/                                             login     200       200       200       200       200
GET  /medias/{photo_of_routes}                                  login     200       200       200       404       200
GET  /medias/{photo_of_culture}                                 login     404       404       200       200       200
GET  /medias/{cover}                                            login     200       200       200       200       200
GET  /medias/{photo_waiting}                                    login     200       404       404       404       404
GET  /medias/photos/absente.png                                 login     404       404       404       404       404
POST /medias/photos/absente.png                                 login     405       405       405       405       405
GET  /medias/../rapport.sqlite3                                 login     404       404       404       404       404
POST /medias/{photo_of_routes}                                  login     405       405       405       405       405
POST /medias/{photo_of_culture}                                 login     405       405       405       405       405

# -- Org chart and memberships
BOTH /gestion/directions/direction/                             login     403       403       200       403       200
BOTH /gestion/directions/direction/add/                         login     403       403       403       403       200
BOTH /gestion/directions/direction/{direction}/                 login     ->        ->        ->        ->        ->
BOTH /gestion/directions/direction/0/                           login     ->        ->        ->        ->        ->
GET  /gestion/directions/direction/{direction}/change/          login     404       404       200       404       200
BOTH /gestion/directions/direction/0/change/                    login     404       404       404       404       404
POST /gestion/directions/direction/{direction}/change/          login     404       404       403       404       200
BOTH /gestion/directions/direction/{direction}/history/         login     404       404       200       404       200
BOTH /gestion/directions/direction/0/history/                   login     404       404       404       404       404
BOTH /gestion/directions/direction/{direction}/delete/          login     404       404       403       404       200
BOTH /gestion/directions/direction/0/delete/                    login     404       404       404       404       404
BOTH /gestion/directions/membership/                            login     403       403       403       403       200
BOTH /gestion/directions/membership/add/                        login     403       403       403       403       200
BOTH /gestion/directions/membership/{membership}/               login     ->        ->        ->        ->        ->
BOTH /gestion/directions/membership/0/                          login     ->        ->        ->        ->        ->
BOTH /gestion/directions/membership/{membership}/change/        login     404       404       404       404       200
BOTH /gestion/directions/membership/0/change/                   login     404       404       404       404       404
BOTH /gestion/directions/membership/{membership}/history/       login     404       404       404       404       200
BOTH /gestion/directions/membership/0/history/                  login     404       404       404       404       404
GET  /gestion/directions/membership/{membership}/delete/        login     404       404       404       404       200
POST /gestion/directions/membership/{membership}/delete/        login     404       404       404       404       ->
BOTH /gestion/directions/membership/0/delete/                   login     404       404       404       404       404

# -- The lists of the institution as workbooks
GET  /gestion/tableur/indicateurs/                              login     404       404       200       404       200
POST /gestion/tableur/indicateurs/                              login     404       404       422       404       422
GET  /gestion/tableur/indicateurs/CD.xlsx                       login     404       404       200       404       200
GET  /gestion/tableur/indicateurs/NULLE.xlsx                    login     404       404       404       404       404
POST /gestion/tableur/indicateurs/NULLE.xlsx                    login     405       405       405       405       405
POST /gestion/tableur/indicateurs/CD.xlsx                       login     405       405       405       405       405
GET  /gestion/tableur/organigramme/                             login     404       404       404       404       200
POST /gestion/tableur/organigramme/                             login     404       404       404       404       422
GET  /gestion/tableur/organigramme/CD.xlsx                      login     404       404       404       404       200
GET  /gestion/tableur/organigramme/NULLE.xlsx                   login     404       404       404       404       404
GET  /gestion/tableur/annuaire/                                 login     404       404       404       404       404

# -- Accounts
BOTH /gestion/directions/user/                                  login     403       403       403       403       200
BOTH /gestion/directions/user/add/                              login     403       403       403       403       200
BOTH /gestion/directions/user/{user}/                           login     ->        ->        ->        ->        ->
BOTH /gestion/directions/user/0/                                login     ->        ->        ->        ->        ->
BOTH /gestion/directions/user/{user}/change/                    login     404       404       404       404       200
BOTH /gestion/directions/user/0/change/                         login     404       404       404       404       404
BOTH /gestion/directions/user/{user}/history/                   login     404       404       404       404       200
BOTH /gestion/directions/user/0/history/                        login     404       404       404       404       404
GET  /gestion/directions/user/{user}/delete/                    login     404       404       404       404       200
POST /gestion/directions/user/{user}/delete/                    login     404       404       404       404       ->
GET  /gestion/directions/user/{user}/password/                  login     404       404       404       404       200
GET  /gestion/directions/user/{superuser}/change/               login     404       404       404       404       200
POST /gestion/directions/user/{superuser}/change/               login     404       404       404       404       403
POST /gestion/directions/user/{superuser}/delete/               login     404       404       404       404       403
BOTH /gestion/directions/user/0/delete/                         login     404       404       404       404       404
BOTH /gestion/directions/user/{superuser}/password/             login     404       404       404       404       403
BOTH /gestion/directions/user/0/password/                       login     404       404       404       404       404

# -- Campaigns, indicators, the report's own pages
BOTH /gestion/directions/campaign/                              login     403       403       200       403       200
BOTH /gestion/directions/campaign/add/                          login     403       403       403       403       200
BOTH /gestion/directions/campaign/{campaign}/                   login     ->        ->        ->        ->        ->
BOTH /gestion/directions/campaign/0/                            login     ->        ->        ->        ->        ->
GET  /gestion/directions/campaign/{campaign}/change/            login     404       404       200       404       200
BOTH /gestion/directions/campaign/0/change/                     login     404       404       404       404       404
POST /gestion/directions/campaign/{campaign}/change/            login     404       404       403       404       200
BOTH /gestion/directions/campaign/{campaign}/history/           login     404       404       200       404       200
BOTH /gestion/directions/campaign/0/history/                    login     404       404       404       404       404
BOTH /gestion/directions/campaign/{campaign}/delete/            login     404       404       403       404       200
BOTH /gestion/directions/campaign/0/delete/                     login     404       404       404       404       404
BOTH /gestion/directions/campaign/{campaign}/open/              login     404       404       404       404       ->
BOTH /gestion/directions/campaign/0/open/                       login     404       404       404       404       404
BOTH /gestion/directions/campaign/{campaign}/complete/          login     404       404       404       404       ->
BOTH /gestion/directions/campaign/0/complete/                   login     404       404       404       404       404
GET  /gestion/directions/campaign/{campaign}/close/             login     404       404       404       404       200
POST /gestion/directions/campaign/{campaign}/close/             login     404       404       404       404       ->
BOTH /gestion/directions/campaign/0/close/                      login     404       404       404       404       404
BOTH /gestion/directions/campaign/{campaign}/reopen/            login     404       404       404       404       ->
BOTH /gestion/directions/campaign/0/reopen/                     login     404       404       404       404       404
BOTH /gestion/directions/indicator/                             login     403       403       200       403       200
BOTH /gestion/directions/indicator/add/                         login     403       403       200       403       200
BOTH /gestion/directions/indicator/{indicator}/                 login     ->        ->        ->        ->        ->
BOTH /gestion/directions/indicator/0/                           login     ->        ->        ->        ->        ->
BOTH /gestion/directions/indicator/{indicator}/change/          login     404       404       200       404       200
BOTH /gestion/directions/indicator/0/change/                    login     404       404       404       404       404
BOTH /gestion/directions/indicator/{indicator}/history/         login     404       404       200       404       200
BOTH /gestion/directions/indicator/0/history/                   login     404       404       404       404       404
GET  /gestion/directions/indicator/{indicator}/delete/          login     404       404       200       404       200
POST /gestion/directions/indicator/{indicator}/delete/          login     404       404       ->        404       ->
BOTH /gestion/directions/indicator/0/delete/                    login     404       404       404       404       404
BOTH /gestion/reporting/report/                                 login     403       403       200       403       200
BOTH /gestion/reporting/report/add/                             login     403       403       200       403       200
BOTH /gestion/reporting/report/{report}/                        login     ->        ->        ->        ->        ->
BOTH /gestion/reporting/report/0/                               login     ->        ->        ->        ->        ->
BOTH /gestion/reporting/report/{report}/change/                 login     404       404       200       404       200
BOTH /gestion/reporting/report/0/change/                        login     404       404       404       404       404
BOTH /gestion/reporting/report/{report}/history/                login     404       404       200       404       200
BOTH /gestion/reporting/report/0/history/                       login     404       404       404       404       404
BOTH /gestion/reporting/report/{report}/delete/                 login     404       404       403       404       403
BOTH /gestion/reporting/report/0/delete/                        login     404       404       404       404       404

# -- Autocompletion: the field asked for must be one that the person could fill
GET  /gestion/autocomplete/?app_label=directions&model_name=membership&field_name=user        login 403 403 403 403 200
POST /gestion/autocomplete/?app_label=directions&model_name=membership&field_name=user        login 405 405 405 405 405
GET  /gestion/autocomplete/?app_label=directions&model_name=membership&field_name=direction   login 403 403 200 403 200
GET  /gestion/autocomplete/?app_label=directions&model_name=keyfigure&field_name=indicator    login 403 403 200 403 200
GET  /gestion/autocomplete/?app_label=directions&model_name=mission&field_name=contribution   login 200 200 200 200 200
"""

# What each post of an act says, by the last word of its address: all that it needs to be done.
ACTS = {
    "approve": {"version": 1},
    "request_changes": {"version": 1, "comment": "Une date ?"},
    "reopen": {"version": 1, "comment": "Une erreur."},
    "commentaires": {"text": "Une date ?"},
    "reponse": {"text": "En mars."},
    "delai": {"until": "{later}", "reason": "Inondations", "known": "0 "},
    "confirmer": {"action": "valider", "contribution": "{routes}.1."},
    "appliquer": {"action": "valider", "contribution": "{routes}.1."},
}
# The contribution of {routes} is submitted, that of {culture} approved.
DONE = """
#                                                          anonyme redactrice directeur relectrice etrangere administr.
POST /contributions/{routes}/approve/                           login     403       403       ->        404       ->
POST /contributions/{routes}/request_changes/                   login     403       403       ->        404       ->
POST /contributions/{culture}/reopen/                           login     404       404       ->        403       ->
POST /contributions/{routes}/relecture/commentaires/            login     ->        ->        ->        404       ->
POST /contributions/{culture}/relecture/commentaires/           login     404       404       ->        ->        ->
POST /contributions/{thread_of_routes}/reponse/                 login     ->        ->        ->        404       ->
POST /contributions/{routes}/delai/                             login     404       404       ->        404       ->
POST /suivi/2020/confirmer/                                     login     404       404       200       404       200
POST /suivi/2020/appliquer/                                     login     404       404       ->        404       ->
"""
