"""The forms of a contribution: fields that a person fills without training, one form a block, one page for all."""
