package io.carillon.kubernetes;

import io.carillon.auth.TokenSigner;
import io.carillon.config.ConfigLoader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What {@code docs/kubernetes.md} tells its reader to do for production: a pair of keys, and the Secret with the public one. */
record UsersKeys(String signing, String verifying) {

    private static final String FILE = "auth: { jwt: { keys: [{ alg: ES256, kid: k1, pem: %s }] } }\n";

    static UsersKeys make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new UsersKeys(
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
                    pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    /** With the Secret beside what was rendered. */
    Rendered beside(Rendered rendered) {
        List<HasMetadata> all = new ArrayList<>(rendered.all());
        all.add(new SecretBuilder()
                .withNewMetadata()
                .withName("carillon-keys")
                .endMetadata()
                .addToData("keys.yaml", base64(FILE.formatted("jwt.pem")))
                .addToData("jwt.pem", base64(verifying))
                .build());
        return new Rendered(all);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A token for an hour, of one who may do everything everywhere. */
    String token(Path temporary, String user) throws IOException {
        Files.writeString(temporary.resolve("signing.pem"), signing);
        return token(
                TokenSigner.of(ConfigLoader.parse(FILE.formatted("signing.pem"), temporary)
                        .config()
                        .auth()
                        .jwt()),
                user);
    }

    static String token(TokenSigner signer, String user) {
        JsonObject everything = new JsonObject().put("**", new JsonArray(List.of("join", "publish")));
        long expires = System.currentTimeMillis() / 1000 + 3600;
        return signer.sign(new JsonObject().put("sub", user).put("exp", expires).put("allow", everything));
    }
}
