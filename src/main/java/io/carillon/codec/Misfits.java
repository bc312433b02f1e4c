package io.carillon.codec;

import io.carillon.message.Misfit;
import java.io.IOException;
import java.util.List;

/** Writes where data does not fit: the property {@code paths} of an error, where there are any. */
final class Misfits {

    private Misfits() {}

    /** How many properties that are: one or none. */
    static int properties(List<Misfit> misfits) {
        return misfits.isEmpty() ? 0 : 1;
    }

    static void write(List<Misfit> misfits, PacketWriter out) throws IOException {
        if (misfits.isEmpty()) {
            return;
        }
        out.name("paths");
        out.startList(misfits.size());
        for (Misfit misfit : misfits) {
            out.startMap(2);
            out.string("path", misfit.path());
            out.string("reason", misfit.reason());
            out.endMap();
        }
        out.endList();
    }
}
