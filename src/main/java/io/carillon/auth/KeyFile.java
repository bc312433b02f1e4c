package io.carillon.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files with keys, and says in a word why one cannot be read. Blocks. */
final class KeyFile {

    private static final long LARGEST = 1 << 20;

    private KeyFile() {}

    /** The file's text; bytes that are not UTF-8 are left for the reader of the format to stumble over. */
    static String text(Path file) throws UnusableKeyException {
        try {
            if (Files.size(file) > LARGEST) {
                throw unreadable(file, "larger than 1 MiB");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "no such file");
        } catch (AccessDeniedException e) {
            throw unreadable(file, "not permitted to read it");
        } catch (IOException e) {
            throw unreadable(file, Files.isDirectory(file) ? "a directory" : "not readable");
        }
    }

    private static UnusableKeyException unreadable(Path file, String why) {
        return new UnusableKeyException(file + " (" + why + ")", "a file that can be read");
    }
}
