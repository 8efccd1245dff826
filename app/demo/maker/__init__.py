"""How the files of the demo lab were made from the hand-written tables in `seed`. Run by `build.py`, not at load time."""
