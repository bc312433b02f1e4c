package io.carillon.tls;

/** A PEM file that cannot be used, and why. */
final class UnusableFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String found;
    private final String allowed;

    /**
     * @param setting which file it is, as the configuration calls it: {@code cert}
     * @param found what was found, the file's name included
     */
    UnusableFileException(String setting, String found, String allowed) {
        super(setting + ": found " + found + "; allowed: " + allowed, null, false, false);
        this.setting = setting;
        this.found = found;
        this.allowed = allowed;
    }

    String setting() {
        return setting;
    }

    String found() {
        return found;
    }

    String allowed() {
        return allowed;
    }
}
