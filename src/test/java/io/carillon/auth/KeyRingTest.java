package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.config.ConfigException;
import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.carillon.config.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

    private static final Optional<String> NO_KID = Optional.empty();

    @TempDir
    private Path directory;

    private int sets;

    private static Path made(String name) {
        return Path.of("src/test/resources/keys", name);
    }

    private static List<Violation> violations(JwtConfig config) {
        return catchThrowableOfType(ConfigException.class, () -> KeyRing.of(config))
                .violations();
    }

    private static Violation violation(JwtConfig config) {
        assertThat(violations(config)).hasSize(1);
        return violations(config).get(0);
    }

    /** Signs with one ring and checks with another. */
    private static void assertMatch(JwtConfig signing, JwtConfig verifying) {
        KeyRing.of(verifying)
                .check(SignedToken.parse(KeyRing.of(signing).signer().sign(Forge.claims())));
    }

    @ParameterizedTest
    @CsvSource({
        "RS256, rsa-pkcs1.pem, rsa-public.pem",
        "RS384, rsa-pkcs1.pem, rsa-pkcs1-public.pem",
        "RS512, rsa-pkcs1.pem, rsa-certificate.pem",
        "RS256, rsa-pkcs1.pem, rsa-pkcs1.pem",
        "ES256, ec-sec1.pem, ec-sec1-public.pem",
        "ES256, ec-sec1.pem, ec-sec1.pem",
        "ES512, ec521-sec1.pem, ec521-sec1-public.pem",
        "ES512, ec521-sec1.pem, ec521-sec1.pem"
    })
    void readsWhatOpenSslWrites(String alg, String signing, String verifying) {
        assertMatch(
                Forge.config(Forge.pem(alg, NO_KID, made(signing))),
                Forge.config(Forge.pem(alg, NO_KID, made(verifying))));
    }

    @ParameterizedTest
    @CsvSource({"ES256, secp256r1", "ES384, secp384r1", "ES512, secp521r1"})
    void derivesThePublicPartOfAPrivateKey(String alg, String curve) {
        for (int i = 0; i < 20; i++) {
            KeyPair pair = Forge.ec(curve);
            Path pem = Forge.file(directory, "private.pem", Forge.pem("PRIVATE KEY", pair.getPrivate()));
            Path publicPem = Forge.file(directory, "public.pem", Forge.pem("PUBLIC KEY", pair.getPublic()));
            assertMatch(Forge.config(Forge.pem(alg, NO_KID, pem)), Forge.config(Forge.pem(alg, NO_KID, publicPem)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nothing.pem, RS256, no such file",
        ".., RS256, a directory",
        "README.md, RS256, no key in PEM",
        "encrypted.pem, RS256, an encrypted key",
        "encrypted-pkcs1.pem, RS256, an encrypted key",
        "rsa1024.pem, RS256, an RSA key of 1024 bits",
        "rsa-public.pem, ES256, an RSA key of 2048 bits",
        "rsa-pkcs1.pem, ES256, an RSA key of 2048 bits",
        "rsa-public.pem, HS256, a PEM file",
        "ec-sec1-public.pem, RS256, an EC key on the curve P-256",
        "ec-sec1-public.pem, ES384, an EC key on the curve P-256",
        "ec-sec1.pem, ES512, an EC key on the curve P-256",
        "ec521-sec1.pem, ES256, an EC key on the curve P-521",
        "secp256k1-sec1.pem, ES256, an EC key on another curve",
        "ed25519.pem, ES256, an Ed25519 key"
    })
    void refusesPemFilesThatDoNotFit(String file, String alg, String found) {
        Violation violation = violation(Forge.config(Forge.pem(alg, NO_KID, made(file))));
        assertThat(violation.source()).isEqualTo("test.yaml");
        assertThat(violation.path()).isEqualTo("auth.jwt.keys[0].pem");
        assertThat(violation.found()).contains(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PUBLIC KEY", "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "RSA PUBLIC KEY", "CERTIFICATE"
            })
    void refusesIllFormedPem(String label) {
        for (String body : List.of("AAAA", "MAA=", "****", "")) {
            String pem = "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
            Path file = Forge.file(directory, "bad.pem", pem.getBytes(StandardCharsets.US_ASCII));
            assertThat(violation(Forge.config(Forge.pem("ES256", NO_KID, file))).found())
                    .contains("a");
        }
    }

    @ParameterizedTest
    @CsvSource({"HS256, 31", "HS384, 47", "HS512, 63", "HS256, 0"})
    void refusesShortSecrets(String alg, int bytes) {
        Violation violation = violation(Forge.config(Forge.secret(alg, NO_KID, new byte[bytes])));
        assertThat(violation.path()).isEqualTo("auth.jwt.keys[0].secret");
        assertThat(violation.found()).isEqualTo("a secret of " + bytes + " bytes");
        assertMatch(
                Forge.config(Forge.secret(alg, NO_KID, new byte[64])),
                Forge.config(Forge.secret(alg, NO_KID, new byte[64])));
    }

    @Test
    void gathersEverythingThatIsWrong() {
        byte[] secret = new byte[32];
        Optional<String> kid = Optional.of("k");
        JwtConfig config = new JwtConfig(
                List.of(
                        Forge.secret("HS256", kid, secret),
                        Forge.secret("HS256", kid, secret),
                        Forge.secret("none", NO_KID, secret),
                        Forge.secret("PS1", NO_KID, secret),
                        Forge.secret("RS256", NO_KID, secret),
                        new KeyConfig("auth.jwt.keys[5]", "test.yaml", "HS256", NO_KID, NO_SECRET, Optional.empty())),
                JwksConfig.of(made("README.md")),
                Optional.empty(),
                List.of(),
                Duration.ZERO,
                true);
        assertThat(violations(config))
                .extracting(Violation::path)
                .containsExactly(
                        "auth.jwt.keys[0].kid",
                        "auth.jwt.keys[0].alg",
                        "auth.jwt.keys[0].alg",
                        "auth.jwt.keys[0].secret",
                        "auth.jwt.keys[5]",
                        "auth.jwt.jwks.file");
    }

    private static final Optional<KeyConfig.Secret> NO_SECRET = Optional.empty();

    @Test
    void demandsAKey() {
        assertThat(violation(Forge.config()).allowed()).contains("at least one key");
    }

    @Test
    void triesEveryKeyForATokenThatNamesNone() {
        byte[] other = new byte[32];
        byte[] own = "another secret, of 32 bytes or more".getBytes(StandardCharsets.UTF_8);
        KeyRing ring = KeyRing.of(
                Forge.config(Forge.secret("HS256", Optional.of("a"), other), Forge.secret("HS256", NO_KID, own)));
        String claims = Forge.claims().encode();
        ring.check(SignedToken.parse(Forge.token("{\"alg\":\"HS256\"}", claims, own)));
        ring.check(SignedToken.parse(Forge.token("{\"alg\":\"HS256\",\"kid\":\"unknown\"}", claims, own)));
        assertThatThrownBy(() ->
                        ring.check(SignedToken.parse(Forge.token("{\"alg\":\"HS256\",\"kid\":\"a\"}", claims, own))))
                .hasMessage("the signature does not verify");
    }

    // JWK Sets

    private JwtConfig set(JsonObject... keys) {
        return set(new JsonObject().put("keys", new JsonArray(List.of(keys))).encode());
    }

    private JwtConfig set(String json) {
        return Forge.jwks(Forge.file(directory, ++sets + "-jwks.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonObject oct(int bytes) {
        return new JsonObject().put("kty", "oct").put("k", Forge.base64(new byte[bytes]));
    }

    private static String number(BigInteger number, int bytes) {
        byte[] all = number.toByteArray();
        byte[] fixed = new byte[bytes];
        int length = Math.min(bytes, all.length);
        System.arraycopy(all, all.length - length, fixed, bytes - length, length);
        return Forge.base64(fixed);
    }

    private static JsonObject ec(KeyPair pair, String crv, int bytes) {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", crv)
                .put("x", number(key.getW().getAffineX(), bytes))
                .put("y", number(key.getW().getAffineY(), bytes));
    }

    private static JsonObject ecPrivate(KeyPair pair, String crv, int bytes) {
        return ec(pair, crv, bytes).put("d", number(((ECPrivateKey) pair.getPrivate()).getS(), bytes));
    }

    private static JsonObject rsa(KeyPair pair) {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        return new JsonObject()
                .put("kty", "RSA")
                .put("n", number(key.getModulus(), 256))
                .put("e", number(key.getPublicExponent(), 3));
    }

    private static JsonObject rsaPrivate(KeyPair pair) {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        return rsa(pair)
                .put("d", number(key.getPrivateExponent(), 256))
                .put("p", number(key.getPrimeP(), 128))
                .put("q", number(key.getPrimeQ(), 128))
                .put("dp", number(key.getPrimeExponentP(), 128))
                .put("dq", number(key.getPrimeExponentQ(), 128))
                .put("qi", number(key.getCrtCoefficient(), 128));
    }

    @Test
    void readsRsaKeysOfASet() {
        KeyPair pair = Forge.rsa(2048);
        assertMatch(set(rsaPrivate(pair).put("alg", "RS512")), set(rsa(pair).put("alg", "RS512")));
        assertMatch(
                set(rsaPrivate(pair).put("kid", "r")),
                set(rsa(pair).put("kid", "r").put("use", "sig")));
        assertMatch(set(rsa(pair).put("d", rsaPrivate(pair).getString("d"))), set(rsa(pair)));
    }

    @ParameterizedTest
    @CsvSource({"P-256, secp256r1, 32", "P-384, secp384r1, 48", "P-521, secp521r1, 66"})
    void readsEllipticKeysOfASet(String crv, String curve, int bytes) {
        KeyPair pair = Forge.ec(curve);
        JsonArray verify = new JsonArray().add("verify");
        assertMatch(set(ecPrivate(pair, crv, bytes)), set(ec(pair, crv, bytes).put("key_ops", verify)));
    }

    @Test
    void readsSecretsOfASet() {
        assertMatch(set(oct(48).put("alg", "HS384")), set(oct(48).put("alg", "HS384")));
    }

    @Test
    void usesAnRsaKeyWithoutAlgForRs256Alone() {
        KeyPair pair = Forge.rsa(2048);
        KeyRing ring = KeyRing.of(set(rsa(pair)));
        String token = Forge.token("{\"alg\":\"RS384\"}", "{}", "SHA384withRSA", pair.getPrivate());
        assertThatThrownBy(() -> ring.check(SignedToken.parse(token)))
                .hasMessage("the algorithm RS384 is not accepted");
    }

    @Test
    void passesOverKeysOfOthers() {
        KeyPair pair = Forge.ec("secp256r1");
        JsonObject own = ec(pair, "P-256", 32).put("kid", "own");
        JwtConfig config = set(
                new JsonObject().put("kty", "OKP").put("crv", "X25519").put("x", "AAAA"),
                rsa(Forge.rsa(2048)).put("alg", "RSA-OAEP"),
                ec(pair, "P-256", 32).put("use", "enc"),
                ec(pair, "P-256", 32).put("key_ops", new JsonArray().add("sign")),
                ec(pair, "P-256", 32).put("crv", "secp256k1"),
                own);
        assertMatch(set(ecPrivate(pair, "P-256", 32).put("kid", "own")), config);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"AKP\"}]}",
                "{\"keys\":[],\"keys\":[]}"
            })
    void refusesFilesThatAreNoSet(String json) {
        Violation violation = violation(set(json));
        assertThat(violation.path()).isEqualTo("auth.jwt.jwks.file");
        assertThat(violation.source()).endsWith("jwks.json");
    }

    @Test
    void refusesASetThatIsNotThere() {
        assertThat(violation(Forge.jwks(directory.resolve("none.json"))).found())
                .contains("no such file");
    }

    @Test
    void refusesKeysOfASetThatAreWrong() {
        KeyPair pair = Forge.ec("secp256r1");
        JsonObject point = ec(pair, "P-256", 32);
        JwtConfig config = set(
                oct(64),
                oct(31).put("alg", "HS256"),
                oct(64).put("alg", "RS256"),
                new JsonObject().put("kty", "RSA").put("n", "AAAA"),
                new JsonObject().put("k", "AAAA"),
                point.copy().put("y", point.getString("x")),
                point.copy().put("alg", "ES384"),
                point.copy()
                        .put("d", ecPrivate(Forge.ec("secp256r1"), "P-256", 32).getString("d")),
                point.copy().put("kid", 1));
        assertThat(violations(config))
                .extracting(Violation::found)
                .containsExactly(
                        "no alg",
                        "a secret of 31 bytes",
                        "alg RS256",
                        "no e",
                        "no kty",
                        "a point beside the curve P-256",
                        "an EC key on the curve P-256",
                        "a private key of another public key",
                        "kid that is not a string");
        assertThat(violations(config).get(1).path()).isEqualTo("auth.jwt.jwks.file: keys[1]");
    }

    @Test
    void refusesTwoKeysOfASetWithOneName() {
        JsonObject key = oct(64).put("alg", "HS512").put("kid", "twice");
        assertThat(violation(set(key, key)).found()).isEqualTo("kid twice, a second time");
    }

    @Test
    void showsNoSecrets() {
        KeyMaterial secret = new KeyMaterial.Secret(new KeyConfig.Secret("hush".getBytes()));
        KeyPair pair = Forge.ec("secp256r1");
        assertThat(secret.toString() + new KeyMaterial.Pair(pair.getPublic(), Optional.of(pair.getPrivate())))
                .isEqualTo("Secret[secret=***]a key pair");
    }
}
