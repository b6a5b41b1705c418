"""The e-mails: who is told what, written in the transaction of what they tell, and sent afterwards.

    what happens  ->  recipients  ->  outbox (rows, one key each)  ->  waiting  ->  letters  ->  compose  ->  sending

What is told is judged again when it is sent: what is no longer true, or no longer theirs to see, is withdrawn.
"""

from directions.messages.answers import answered
from directions.messages.bulk_reminders import remind_now, would_remind
from directions.messages.entrusted import entrusted
from directions.messages.extended import extended, told_of_extension
from directions.messages.outbox import together

__all__ = ["answered", "entrusted", "extended", "remind_now", "together", "told_of_extension", "would_remind"]
