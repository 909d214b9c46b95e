"""The IMPC's statistics: one Dataset in, one frozen result out. Nothing here loads, draws or rounds."""
