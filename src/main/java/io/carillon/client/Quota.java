package io.carillon.client;

/** How much may wait in all rooms' queues together. For one thread. */
final class Quota {

    private final ClientOptions.Queue most;
    private int messages;
    private long bytes;

    Quota(ClientOptions.Queue most) {
        this.most = most;
    }

    /**
     * Takes a place for so many bytes.
     *
     * @param anyway also where there is none, since it will be given back at once
     * @throws ClientException where there is none, and says what there is instead
     */
    void take(int size, boolean anyway) {
        boolean isFull = messages >= most.messages() || bytes + size > most.bytes();
        if (isFull && !anyway) {
            throw new ClientException(
                    ClientException.QUEUE_FULL,
                    messages + " publications of " + bytes + " bytes wait for a connection, and " + most.messages()
                            + " of " + most.bytes() + " bytes may");
        }
        messages++;
        bytes += size;
    }

    void give(int size) {
        messages--;
        bytes -= size;
    }
}
