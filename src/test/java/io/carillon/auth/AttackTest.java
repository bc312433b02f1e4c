package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that nobody who may sign has signed, or that two readers could read differently. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackTest {

    private static final String CLAIMS = Forge.claims().encode();

    private final byte[] secret = "a secret of more than 32 bytes, for tests".getBytes(StandardCharsets.UTF_8);
    private final KeyPair rsa = Forge.rsa(2048);
    private final KeyPair ec = Forge.ec("secp256r1");
    private final KeyPair stranger = Forge.rsa(2048);
    private final KeyPair ecStranger = Forge.ec("secp256r1");
    private byte[] rsaPem = new byte[0];
    private final Vertx vertx = Vertx.vertx();
    private TokenVerifier verifier;

    @BeforeAll
    void start(@TempDir Path keys) {
        rsaPem = Forge.pem("PUBLIC KEY", rsa.getPublic());
        var config = Forge.config(
                Forge.secret("HS256", Optional.of("hs"), secret),
                Forge.pem("RS256", Optional.of("rs"), Forge.file(keys, "rs.pem", rsaPem)),
                Forge.pem(
                        "ES256",
                        Optional.of("es"),
                        Forge.file(keys, "es.pem", Forge.pem("PUBLIC KEY", ec.getPublic()))));
        verifier = new TokenVerifier(vertx, KeyRing.of(config), config, Defaults.NONE, Clock.systemUTC());
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private Grant verify(String token) throws Exception {
        return verifier.verify(token).await(30, TimeUnit.SECONDS);
    }

    private void assertRefused(String token, String description) {
        assertThatThrownBy(() -> verify(token))
                .isInstanceOf(TokenException.class)
                .hasMessage(description);
    }

    private String hs(String header) {
        return Forge.token(header, CLAIMS, secret);
    }

    private String rs(String header) {
        return Forge.token(header, CLAIMS, "SHA256withRSA", rsa.getPrivate());
    }

    private String es(String header) {
        return Forge.token(header, CLAIMS, "SHA256withECDSAinP1363Format", ec.getPrivate());
    }

    Stream<Arguments> good() {
        return Stream.of(
                Arguments.of("HS256", hs("{'alg':'HS256'}".replace('\'', '"'))),
                Arguments.of("HS256 with kid", hs("{'alg':'HS256','kid':'hs','typ':'x'}".replace('\'', '"'))),
                Arguments.of("RS256", rs("{'alg':'RS256'}".replace('\'', '"'))),
                Arguments.of("RS256 with kid", rs("{'kid':'rs','alg':'RS256'}".replace('\'', '"'))),
                Arguments.of("ES256", es("{'alg':'ES256'}".replace('\'', '"'))),
                Arguments.of("ES256 with kid", es("{'alg':'ES256','kid':'es'}".replace('\'', '"'))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void acceptsWhatIsProperlySigned(String what, String token) throws Exception {
        assertThat(verify(token).user()).isEqualTo("anna");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "nOnE", "NONE"})
    void refusesTheAlgorithmNone(String none) {
        String input = Forge.input("{\"alg\":\"" + none + "\"}", CLAIMS);
        assertRefused(input + "." + Forge.base64(new byte[32]), "the algorithm " + none + " is not accepted");
        assertRefused(input + ".", "the algorithm " + none + " is not accepted");
        assertRefused(input, "the token does not have three parts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a", "a.b", "a.b.c", "....", "Bearer x", "\u0000", "ä.ö.ü"})
    void refusesWhatIsNoToken(String token) {
        assertThatThrownBy(() -> verify(token)).isInstanceOf(TokenException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'.', the token does not have three parts",
        "'..', the token does not have three parts",
        "'=', the token's signature is not base64url",
        "'==', the token's signature is not base64url",
        "' ', the token's signature is not base64url",
        "'+', the token's signature is not base64url",
        "'A', the signature does not verify"
    })
    void refusesWhatFollowsTheToken(String tail, String description) {
        assertRefused(hs("{\"alg\":\"HS256\"}") + tail, description);
    }

    @Test
    void refusesMissingSignatures() {
        assertRefused(Forge.input("{\"alg\":\"HS256\"}", CLAIMS) + ".", "the token's signature is not base64url");
        assertRefused(Forge.input("{\"alg\":\"HS256\"}", CLAIMS), "the token does not have three parts");
    }

    @Test
    void refusesAnotherSpellingOfTheSameSignature() {
        String token = hs("{\"alg\":\"HS256\"}"); // 32 bytes leave 2 bits over in the last character
        char last = token.charAt(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char next = alphabet.charAt(alphabet.indexOf(last) + 1);
        assertRefused(token.substring(0, token.length() - 1) + next, "the token's signature is not base64url");
    }

    @Test
    void refusesAPublicKeyUsedAsASecret() {
        for (byte[] bytes : new byte[][] {
            rsaPem, rsa.getPublic().getEncoded(), new String(rsaPem).strip().getBytes()
        }) {
            assertRefused(Forge.token("{\"alg\":\"HS256\"}", CLAIMS, bytes), "the signature does not verify");
            assertRefused(
                    Forge.token("{\"alg\":\"HS256\",\"kid\":\"rs\"}", CLAIMS, bytes), "the token's key is not known");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PS256", "RS384", "RS512", "HS384", "ES384", "ES256K", "EdDSA", "rs256", "hs256", "RS1"})
    void refusesAlgorithmsWithoutAKey(String alg) {
        assertRefused(rs("{\"alg\":\"" + alg + "\"}"), "the algorithm " + alg + " is not accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\"", "a\\\\b", "\\u0000", "ü", "a very long name of an algorithm", ""})
    void repeatsNoAlgorithmThatCannotBeRepeated(String alg) {
        assertRefused(rs("{\"alg\":\"" + alg + "\"}"), "the algorithm is not accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"alg\":null}", "{\"alg\":256}", "{\"alg\":[\"HS256\"]}", "{\"Alg\":\"HS256\"}"})
    void refusesHeadersWithoutAlgorithm(String header) {
        assertRefused(hs(header), "the token names no algorithm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "\"x\"", "null", "1", "{", "{}{}", "{} x", "{\"alg\":\"HS256\",\"alg\":\"none\"}", " "})
    void refusesHeadersThatAreNoObject(String header) {
        assertThatThrownBy(() -> verify(hs(header)))
                .isInstanceOf(TokenException.class)
                .hasMessageStartingWith("the token's header is no JSON object: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"b64\"]", "[]", "null", "\"exp\""})
    void refusesCriticalExtensions(String crit) {
        assertRefused(
                hs("{\"alg\":\"HS256\",\"crit\":" + crit + "}"),
                "the token has critical extensions, none is supported");
    }

    @Test
    void refusesASignatureOfAnotherKind() {
        assertRefused(
                Forge.token("{\"alg\":\"ES256\"}", CLAIMS, "SHA256withRSA", rsa.getPrivate()),
                "the signature does not verify");
        assertRefused(
                Forge.token("{\"alg\":\"RS256\"}", CLAIMS, "SHA256withECDSAinP1363Format", ec.getPrivate()),
                "the signature does not verify");
        assertRefused(rs("{\"alg\":\"HS256\"}"), "the signature does not verify");
        assertRefused(
                Forge.token("{\"alg\":\"RS256\"}", CLAIMS, "SHA512withRSA", rsa.getPrivate()),
                "the signature does not verify");
    }

    @ParameterizedTest
    @CsvSource({"es", "hs", "unknown", "''", "RS", "../../dev/null"})
    void refusesTheNameOfAnotherKey(String kid) {
        assertRefused(rs("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}"), "the token's key is not known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "[\"rs\"]", "{}"})
    void refusesKidsThatAreNoString(String kid) {
        assertRefused(rs("{\"alg\":\"RS256\",\"kid\":" + kid + "}"), "the token's kid is not a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwk", "jku", "x5c", "x5u"})
    void refusesTokensThatBringTheirOwnKey(String name) {
        String key = "{\"kty\":\"oct\",\"k\":\"" + Forge.base64(secret) + "\"}";
        String header =
                "{\"alg\":\"RS256\",\"" + name + "\":" + (name.equals("jwk") ? key : "[\"https://evil\"]") + "}";
        String token = Forge.token(header, CLAIMS, "SHA256withRSA", stranger.getPrivate());
        assertRefused(token, "the signature does not verify");
    }

    @Test
    void refusesStrangers() {
        assertRefused(
                Forge.token("{\"alg\":\"RS256\"}", CLAIMS, "SHA256withRSA", stranger.getPrivate()),
                "the signature does not verify");
        assertRefused(
                Forge.token("{\"alg\":\"ES256\"}", CLAIMS, "SHA256withECDSAinP1363Format", ecStranger.getPrivate()),
                "the signature does not verify");
        assertRefused(Forge.token("{\"alg\":\"HS256\"}", CLAIMS, new byte[32]), "the signature does not verify");
    }

    @Test
    void refusesAlteredClaims() {
        String altered = Forge.base64(CLAIMS.replace("anna", "root").getBytes(StandardCharsets.UTF_8));
        for (String token :
                new String[] {hs("{\"alg\":\"HS256\"}"), rs("{\"alg\":\"RS256\"}"), es("{\"alg\":\"ES256\"}")}) {
            String[] parts = token.split("\\.");
            assertRefused(parts[0] + "." + altered + "." + parts[2], "the signature does not verify");
        }
    }

    @Test
    void refusesForgedEllipticSignatures() {
        byte[] order = ((ECPublicKey) ec.getPublic()).getParams().getOrder().toByteArray();
        byte[] n = Arrays.copyOfRange(order, order.length - 32, order.length);
        byte[] good = Forge.signature("SHA256withECDSAinP1363Format", ec.getPrivate(), esInput());
        byte[][] forged = {
            new byte[64], // CVE-2022-21449
            join(n, n),
            join(Arrays.copyOf(good, 32), new byte[32]),
            join(new byte[32], Arrays.copyOfRange(good, 32, 64)),
            Arrays.copyOf(good, 63),
            Arrays.copyOf(good, 32),
            Arrays.copyOf(good, 65),
            new byte[1],
            new byte[132],
            BigInteger.ONE.toByteArray(),
            Forge.signature("SHA256withECDSA", ec.getPrivate(), esInput()) // as DER, which the library would take
        };
        for (byte[] signature : forged) {
            assertRefused(esInput() + "." + Forge.base64(signature), "the signature does not verify");
        }
    }

    private static String esInput() {
        return Forge.input("{\"alg\":\"ES256\"}", CLAIMS);
    }

    private static byte[] join(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    @Test
    void refusesRsaSignaturesOfAnotherLength() {
        String input = Forge.input("{\"alg\":\"RS256\"}", CLAIMS);
        byte[] good = Forge.signature("SHA256withRSA", rsa.getPrivate(), input);
        for (int length : new int[] {1, 255, 257, 512}) {
            assertRefused(input + "." + Forge.base64(Arrays.copyOf(good, length)), "the signature does not verify");
        }
        assertRefused(input + "." + Forge.base64(new byte[256]), "the signature does not verify");
    }

    @Test
    void refusesTokensThatAreTooLong() {
        String claims = Forge.claims().put("x", "x".repeat(8192)).encode();
        assertRefused(Forge.token("{\"alg\":\"HS256\"}", claims, secret), "the token is longer than 8192 characters");
    }

    @Test
    void refusesClaimsWithANameTwice() {
        String twice = CLAIMS.replaceFirst("}$", ",\"sub\":\"root\"}");
        assertRefused(
                Forge.token("{\"alg\":\"HS256\"}", twice, secret),
                "the token's payload is no JSON object: not well-formed JSON");
    }

    @Test
    void refusesClaimsThatAreTooDeep() {
        String deep = "{\"sub\":\"a\",\"x\":" + "[".repeat(100) + "]".repeat(100) + "}";
        assertRefused(
                Forge.token("{\"alg\":\"HS256\"}", deep, secret),
                "the token's payload is no JSON object: not well-formed JSON");
    }

    @Test
    void refusesClaimsThatAreNotUtf8() {
        String payload = Forge.base64(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});
        String token = Forge.base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "." + payload + ".AAAA";
        assertRefused(token, "the token's payload is no JSON object: not UTF-8");
    }
}
