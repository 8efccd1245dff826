"""How the demo lab's files were made from the hand-written tables in `seed`. Run by `build.py`, not at load time."""
