"""The only room that knows all the others: command line, explorer, and the lab that wires them."""
