"""The generator's code: one package per capability, named by a noun of the field."""
