package io.carillon.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The image's files as they will lie in it, below a directory of this machine. */
record Tree(Path root) {

    /** When every file was changed last, here and in the image: the archive of classes knows its jars by it. */
    static final Instant TIME = Instant.ofEpochSecond(1);

    /** Empties the directory first. */
    static Tree empty(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> old = Files.walk(root)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(root);
        return new Tree(root);
    }

    /** Where something is now that has this place in the image. */
    Path at(String place) {
        return root.resolve(place.substring(1));
    }

    void directory(String place) throws IOException {
        Files.createDirectories(at(place));
    }

    void text(String place, String text) throws IOException {
        bytes(place, text.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(String place, byte[] bytes) throws IOException {
        Files.createDirectories(at(place).getParent());
        Files.write(at(place), bytes);
        date(at(place));
    }

    /** A copy of a file, or of what a link points at. */
    void copy(Path file, String place) throws IOException {
        Files.createDirectories(at(place).getParent());
        Files.copy(file, at(place), StandardCopyOption.REPLACE_EXISTING);
        date(at(place));
    }

    /** Gives a file, or all files below a directory, the time that everything has. */
    static void date(Path path) throws IOException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(path)) {
            files = below.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.from(TIME));
        }
    }
}
