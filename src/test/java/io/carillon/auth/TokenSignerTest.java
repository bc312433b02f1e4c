package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.ConfigException;
import io.carillon.config.JwtConfig;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenSignerTest {

    private static final byte[] SECRET = new byte[64];
    private static final Path KEYS = Path.of("src/test/resources/keys");

    private static JsonObject part(String token, int part) {
        byte[] json = Base64.getUrlDecoder().decode(token.split("\\.")[part]);
        return new JsonObject(new String(json, StandardCharsets.UTF_8));
    }

    @Test
    void addsNothingButTheTime() {
        TokenSigner signer = TokenSigner.of(Forge.config(Forge.secret("HS512", Optional.of("k1"), SECRET)));
        JsonObject claims = new JsonObject().put("sub", "anna").put("deep", new JsonObject().put("a", 1.5));

        String token = signer.sign(claims);

        assertThat(part(token, 0))
                .isEqualTo(
                        new JsonObject().put("typ", "JWT").put("alg", "HS512").put("kid", "k1"));
        JsonObject said = part(token, 1);
        assertThat(said.remove("iat")).isInstanceOf(Integer.class);
        assertThat(said).isEqualTo(claims);
        assertThat(claims.containsKey("iat")).isFalse();
    }

    @Test
    void leavesTheTimeWhereItIsGiven() {
        TokenSigner signer = TokenSigner.of(Forge.config(Forge.secret("HS256", Optional.empty(), SECRET)));
        String token = signer.sign(new JsonObject().put("iat", 7));
        assertThat(part(token, 1)).isEqualTo(new JsonObject().put("iat", 7));
        assertThat(part(token, 0).containsKey("kid")).isFalse();
    }

    @Test
    void takesTheFirstKeyThatCanSign() {
        JwtConfig config = Forge.config(
                Forge.pem("RS256", Optional.of("public"), KEYS.resolve("rsa-public.pem")),
                Forge.pem("ES256", Optional.of("private"), KEYS.resolve("ec-sec1.pem")),
                Forge.secret("HS256", Optional.of("secret"), SECRET));
        assertThat(part(TokenSigner.of(config).sign(new JsonObject()), 0).getString("kid"))
                .isEqualTo("private");
    }

    @Test
    void saysWhatToSetWhereNoKeyCanSign() {
        JwtConfig config = Forge.config(Forge.pem("RS256", Optional.empty(), KEYS.resolve("rsa-public.pem")));
        assertThatThrownBy(() -> TokenSigner.of(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("auth.jwt.keys: found public keys alone; allowed: to sign tokens, a key");
    }

    @ParameterizedTest
    @CsvSource({"ES256, ec-sec1.pem", "ES512, ec521-sec1.pem", "RS256, rsa-pkcs1.pem"})
    void signsSoThatItVerifiesEveryTime(String alg, String file) {
        KeyRing ring = KeyRing.of(Forge.config(Forge.pem(alg, Optional.empty(), KEYS.resolve(file))));
        TokenSigner signer = ring.signer();
        for (int i = 0; i < 300; i++) { // one signature in 256 has a number with a zero in front
            ring.check(SignedToken.parse(signer.sign(new JsonObject().put("sub", "user" + i))));
        }
    }
}
