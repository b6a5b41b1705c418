"""Tables that are asked: filters and order in the address, and the links that change them."""
