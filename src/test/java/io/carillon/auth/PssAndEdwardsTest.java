package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.config.ConfigException;
import io.carillon.config.JwtConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys for PS256, PS384, PS512 and EdDSA, in PEM and in JWK Sets; the signatures are the JDK's. */
class PssAndEdwardsTest {

    private static final Optional<String> NO_KID = Optional.empty();
    private static final KeyPair RSA = Forge.rsa(2048);

    @TempDir
    private Path directory;

    private int files;

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static PSSParameterSpec parameters(int bits) {
        return new PSSParameterSpec("SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1);
    }

    private static String pss(int bits, int hash, int salt, PrivateKey key) {
        String input =
                Forge.input("{\"alg\":\"PS" + bits + "\"}", Forge.claims().encode());
        try {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            String name = "SHA-" + hash;
            signature.setParameter(new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), salt, 1));
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Forge.base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String edwards(PrivateKey key) {
        return Forge.token("{\"alg\":\"EdDSA\"}", Forge.claims().encode(), "EdDSA", key);
    }

    private JwtConfig pem(String alg, String label, java.security.Key key) {
        return Forge.config(Forge.pem(alg, NO_KID, Forge.file(directory, ++files + "-key.pem", Forge.pem(label, key))));
    }

    private JwtConfig set(JsonObject key) {
        byte[] json =
                new JsonObject().put("keys", new JsonArray().add(key)).encode().getBytes(StandardCharsets.UTF_8);
        return Forge.jwks(Forge.file(directory, ++files + "-jwks.json", json));
    }

    private static void check(JwtConfig config, String token) {
        KeyRing.of(config).check(SignedToken.parse(token));
    }

    private static void assertRefused(JwtConfig config, String token, String reason) {
        assertThatThrownBy(() -> check(config, token))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining(reason);
    }

    private static String found(JwtConfig config) {
        return catchThrowableOfType(ConfigException.class, () -> KeyRing.of(config))
                .violations()
                .get(0)
                .found();
    }

    private static JsonObject rsaJwk() {
        RSAPublicKey key = (RSAPublicKey) RSA.getPublic();
        byte[] modulus = key.getModulus().toByteArray();
        return new JsonObject()
                .put("kty", "RSA")
                .put("n", Forge.base64(Arrays.copyOfRange(modulus, modulus.length - 256, modulus.length)))
                .put("e", Forge.base64(key.getPublicExponent().toByteArray()));
    }

    private static JsonObject edwardsJwk(KeyPair pair) {
        byte[] spki = pair.getPublic().getEncoded();
        return new JsonObject()
                .put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("x", Forge.base64(Arrays.copyOfRange(spki, spki.length - 32, spki.length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 384, 512})
    void acceptsPssWithTheParametersOfItsAlgorithmAlone(int bits) {
        String alg = "PS" + bits;
        String good = pss(bits, bits, bits / 8, RSA.getPrivate());
        for (JwtConfig config : new JwtConfig[] {
            pem(alg, "PUBLIC KEY", RSA.getPublic()),
            set(rsaJwk().put("alg", alg)),
            pem(alg, "PRIVATE KEY", RSA.getPrivate())
        }) {
            check(config, good);
            assertRefused(config, pss(bits, bits, 20, RSA.getPrivate()), "does not verify");
            assertRefused(config, pss(bits, bits == 256 ? 384 : 256, 32, RSA.getPrivate()), "does not verify");
            assertRefused(config, good.substring(0, good.length() - 8), "");
        }
    }

    @Test
    void aKeyForPssTakesNothingElseAndTheOtherWayRound() {
        String rs = Forge.token("{\"alg\":\"RS256\"}", Forge.claims().encode(), "SHA256withRSA", RSA.getPrivate());
        String rsAsPs = Forge.token("{\"alg\":\"PS256\"}", Forge.claims().encode(), "SHA256withRSA", RSA.getPrivate());
        String ps = pss(256, 256, 32, RSA.getPrivate());
        assertRefused(pem("PS256", "PUBLIC KEY", RSA.getPublic()), rs, "RS256 is not accepted");
        assertRefused(pem("PS256", "PUBLIC KEY", RSA.getPublic()), rsAsPs, "does not verify");
        assertRefused(pem("RS256", "PUBLIC KEY", RSA.getPublic()), ps, "PS256 is not accepted");
        assertRefused(set(rsaJwk()), ps, "PS256 is not accepted"); // without alg it is for RS256
    }

    @Test
    void signsWithPss() {
        JwtConfig signing = pem("PS384", "PRIVATE KEY", RSA.getPrivate());
        String token = KeyRing.of(signing).signer().sign(Forge.claims());
        check(pem("PS384", "PUBLIC KEY", RSA.getPublic()), token);
    }

    private static KeyPair pssPair(AlgorithmParameterSpec parameters) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, parameters));
        return generator.generateKeyPair();
    }

    @Test
    void takesKeysThatAreForPssAlone() throws GeneralSecurityException {
        KeyPair any = pssPair(null);
        check(pem("PS512", "PUBLIC KEY", any.getPublic()), pss(512, 512, 64, any.getPrivate()));
        assertThat(found(pem("RS256", "PUBLIC KEY", any.getPublic()))).contains("RSASSA-PSS");
        KeyPair sha256 = pssPair(parameters(256));
        check(pem("PS256", "PUBLIC KEY", sha256.getPublic()), pss(256, 256, 32, sha256.getPrivate()));
        JwtConfig signing = pem("PS256", "PRIVATE KEY", sha256.getPrivate());
        String token = KeyRing.of(signing).signer().sign(Forge.claims());
        check(pem("PS256", "PUBLIC KEY", sha256.getPublic()), token);
        assertThat(found(pem("PS512", "PUBLIC KEY", sha256.getPublic()))).contains("other parameters");
    }

    @Test
    void acceptsEd25519InEveryForm() {
        KeyPair pair = pair("Ed25519");
        String token = edwards(pair.getPrivate());
        JsonObject full = edwardsJwk(pair)
                .put(
                        "d",
                        Forge.base64(
                                ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow()));
        for (JwtConfig config : new JwtConfig[] {
            pem("EdDSA", "PUBLIC KEY", pair.getPublic()),
            pem("EdDSA", "PRIVATE KEY", pair.getPrivate()),
            set(edwardsJwk(pair)),
            set(full.put("alg", "EdDSA"))
        }) {
            check(config, token);
            assertRefused(config, edwards(pair("Ed25519").getPrivate()), "does not verify");
            assertRefused(config, token + "AA", "");
        }
        for (JwtConfig signing : new JwtConfig[] {pem("EdDSA", "PRIVATE KEY", pair.getPrivate()), set(full)}) {
            String signed = KeyRing.of(signing).signer().sign(Forge.claims());
            check(set(edwardsJwk(pair)), signed);
        }
    }

    @Test
    void readsTheEdwardsKeyThatOpenSslWrote() {
        JwtConfig config = Forge.config(Forge.pem("EdDSA", NO_KID, Path.of("src/test/resources/keys/ed25519.pem")));
        check(config, KeyRing.of(config).signer().sign(Forge.claims()));
    }

    @Test
    void refusesOtherEdwardsKeys() {
        KeyPair wide = pair("Ed448");
        assertThat(found(pem("EdDSA", "PUBLIC KEY", wide.getPublic()))).contains("another curve");
        assertThat(found(pem("EdDSA", "PRIVATE KEY", wide.getPrivate()))).contains("EdDSA");
        assertThat(found(pem("EdDSA", "PUBLIC KEY", RSA.getPublic()))).contains("RSA");
        assertThat(found(pem("ES256", "PUBLIC KEY", pair("Ed25519").getPublic())))
                .contains("Ed25519");
        assertThat(found(set(edwardsJwk(pair("Ed25519")).put("x", "AAAA")))).contains("no key");
        assertThat(found(set(edwardsJwk(pair("Ed25519")).put("alg", "ES256")))).isEqualTo("alg ES256");
        JsonObject mixed = edwardsJwk(pair("Ed25519"))
                .put(
                        "d",
                        Forge.base64(((EdECPrivateKey) pair("Ed25519").getPrivate())
                                .getBytes()
                                .orElseThrow()));
        assertThat(found(set(mixed))).isEqualTo("a private key of another public key");
    }
}
