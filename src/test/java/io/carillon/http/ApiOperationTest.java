package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.auth.Grant;
import io.carillon.auth.RoomRules;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operation asks of a token. */
class ApiOperationTest {

    @ParameterizedTest
    @CsvSource({
        "api, api, true",
        "api, admin, true",
        "api, 'other api', true",
        "api, '', false",
        "api, administrator, false",
        "admin, admin, true",
        "admin, 'api admin', true",
        "admin, api, false",
        "admin, '', false",
    })
    void theScopeForPeopleIncludesThatOfServicesAlone(String needed, String scope, boolean isAllowed) {
        Grant grant = Grant.of(new JsonObject().put("sub", "u").put("scope", scope), RoomRules.NONE);

        assertThat(operation(needed).isAllowedTo(grant)).isEqualTo(isAllowed);
    }

    private static ApiOperation operation(String scope) {
        return new ApiOperation(
                "any", HttpMethod.GET, PathTemplate.of("/any"), List.of(), Set.of(), Set.of(), Set.of(scope), false);
    }
}
