package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.ErrorCode;
import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much is answered at once. */
class OperationsTest {

    private static final int MOST = 1 << 20;

    private static Result.Members members(int count, Payload said) {
        List<Member> all = IntStream.range(0, count)
                .mapToObj(i -> new Member("connection-" + i, "user-" + i, said))
                .toList();
        return new Result.Members(count, all);
    }

    @Test
    void aListOfMembersThatIsNotTooLongIsAnsweredAsAWhole() {
        Result.Members found = members(10_000, null);

        assertThat(Operations.fitting(found, MOST)).isSameAs(found);
    }

    @Test
    void aListOfMembersThatIsTooLongIsRefusedAndNotCut() {
        Payload said = Payload.json('"' + "x".repeat(1000) + '"');

        assertThatThrownBy(() -> Operations.fitting(members(1_000, said), MOST))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE))
                .hasMessageContaining("the list of 1000 members has more than 1048576 bytes");
    }

    @Test
    void onlyHowManyThereAreIsAnsweredWhateverThatIs() {
        Result.Members counted = new Result.Members(1_000_000, List.of());

        assertThat(Operations.fitting(counted, MOST)).isSameAs(counted);
    }
}
