((nil . ((eval . t))))
