"""How the shipped tables are cut from their sources. Used by `labkin.ontologies.build` alone, never at run time."""
