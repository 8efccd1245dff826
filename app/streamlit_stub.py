"""What Streamlit runs. It only imports the explorer: Streamlit would load the module that it runs a second time."""

from labkin.app.explorer import main

main()
