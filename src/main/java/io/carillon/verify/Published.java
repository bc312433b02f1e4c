package io.carillon.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one voice has published, and what it was told of it. Lives on its publisher's event loop until it is checked. */
final class Published {

    private static final int BEGIN = 64;

    private final Plan.Voice voice;
    private final List<String> epochs = new ArrayList<>();
    private int count;
    private int acknowledged;
    private int[] sentAt = new int[BEGIN];
    private int[] ackAt = new int[BEGIN];
    private long[] offset = new long[BEGIN];
    private byte[] epoch = new byte[BEGIN];
    private short[] tries = new short[BEGIN];

    Published(Plan.Voice voice) {
        this.voice = voice;
    }

    Plan.Voice voice() {
        return voice;
    }

    /** The number of the newest message: how many there are. */
    int count() {
        return count;
    }

    int acknowledgedCount() {
        return acknowledged;
    }

    /** Makes the next message and returns its number. */
    int begin(int now) {
        if (count == sentAt.length) {
            int more = count * 2;
            sentAt = Arrays.copyOf(sentAt, more);
            ackAt = Arrays.copyOf(ackAt, more);
            offset = Arrays.copyOf(offset, more);
            epoch = Arrays.copyOf(epoch, more);
            tries = Arrays.copyOf(tries, more);
        }
        sentAt[count] = now;
        return ++count;
    }

    /** It is sent, for the first time or once more. */
    void sent(int number) {
        tries[number - 1]++;
    }

    void acknowledged(int number, int now, String inEpoch, long at) {
        int known = epochs.indexOf(inEpoch);
        if (known < 0) {
            known = epochs.size();
            epochs.add(inEpoch);
        }
        epoch[number - 1] = (byte) known;
        offset[number - 1] = at;
        ackAt[number - 1] = Math.max(1, now);
        acknowledged++;
    }

    boolean isAcknowledged(int number) {
        return ackAt[number - 1] > 0;
    }

    long offset(int number) {
        return offset[number - 1];
    }

    String epoch(int number) {
        return epochs.get(epoch[number - 1]);
    }

    int sentAt(int number) {
        return sentAt[number - 1];
    }

    int ackAt(int number) {
        return ackAt[number - 1];
    }

    /** One line of evidence. */
    String line(int number) {
        String sent =
                Timeline.text(sentAt(number)) + " publisher " + (voice.publisher() + 1) + " sent its number " + number;
        String often = tries[number - 1] > 1 ? " (" + tries[number - 1] + " times)" : "";
        return sent
                + often
                + (isAcknowledged(number)
                        ? ", acknowledged at " + Timeline.text(ackAt(number)) + " as offset " + offset(number)
                                + " of epoch " + epoch(number)
                        : ", never acknowledged");
    }
}
