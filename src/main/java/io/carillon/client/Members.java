package io.carillon.client;

import io.carillon.message.Member;
import java.util.List;

/**
 * Who is in a room.
 *
 * @param count how many
 * @param members all of them, in no order; none where they do not see each other
 */
public record Members(long count, List<Member> members) {

    /** Keeps a copy of the list. */
    public Members {
        members = List.copyOf(members);
    }
}
