package io.carillon.verify;

/**
 * Looks for broken promises in what a run has recorded: the stream invariant as clients see it. Plain and deterministic;
 * nothing here knows a socket or a clock.
 *
 * <p>Taken for true is what each client was told itself. Each room's stream, as it is read in the end, has to contain every
 * acknowledged message at its place; subscribers have to have been told what the stream has, in its order.
 */
final class Checker {

    private Checker() {}

    static Findings check(Evidence evidence) {
        Findings findings = new Findings();
        for (int room = 0; room < evidence.plan().crowd().rooms(); room++) {
            new RoomCheck(evidence, room, findings).run();
        }
        return findings;
    }
}
