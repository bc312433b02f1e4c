package io.carillon.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one identity to whoever asks, whatever authorities they name: where they do not accept it, they are to say so, and
 * about which certificate. Immutable; any thread.
 */
final class OwnKey extends X509ExtendedKeyManager {

    private static final String ALIAS = "own";

    private final Identity identity;

    OwnKey(Identity identity) {
        this.identity = identity;
    }

    /** The name of the kind of key, as a version of TLS has it: {@code EC}, {@code EC_EC}, {@code Ed25519}, ... */
    private @Nullable String alias(String @Nullable ... types) {
        String own = identity.own().getPublicKey().getAlgorithm();
        if (types != null) {
            for (String type : types) {
                if (type.equals(own) || type.startsWith(own + '_')) {
                    return ALIAS;
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(type);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
        return alias(type);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(types);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
        return alias(types);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return alias(type) == null ? null : new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return getServerAliases(type, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return ALIAS.equals(alias) ? identity.chain().toArray(X509Certificate[]::new) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return ALIAS.equals(alias) ? identity.key() : null;
    }
}
