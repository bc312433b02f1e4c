package io.carillon.kubernetes;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** As much of cert-manager's types as is used here (https://cert-manager.io/docs/reference/api-docs/), and strictly that. */
final class CertManager {

    private CertManager() {}

    /** What both have. */
    @JsonDeserialize(
            using = JsonDeserializer.None.class) // not what all of Kubernetes' types have, which takes anything
    @SuppressWarnings("serial") // nobody writes them
    abstract static class Resource<S> implements HasMetadata {

        @JsonProperty
        private String apiVersion = "";

        @JsonProperty
        private String kind = "";

        @JsonProperty
        private ObjectMeta metadata = new ObjectMeta();

        @JsonProperty(required = true)
        private @Nullable S spec;

        S spec() {
            if (spec == null) {
                throw new AssertionError(metadata.getName() + " has no spec");
            }
            return spec;
        }

        @Override
        public ObjectMeta getMetadata() {
            return metadata;
        }

        @Override
        public void setMetadata(ObjectMeta metadata) {
            this.metadata = metadata;
        }

        @Override
        public String getKind() {
            return kind;
        }

        @Override
        public String getApiVersion() {
            return apiVersion;
        }

        @Override
        public void setApiVersion(String version) {
            this.apiVersion = version;
        }
    }

    /** Who signs, for the same namespace. */
    @SuppressWarnings("serial")
    static final class Issuer extends Resource<IssuerSpec> {}

    /** What is to be signed, and kept in a Secret. */
    @SuppressWarnings("serial")
    static final class Certificate extends Resource<CertificateSpec> {}

    /** Exactly one of both. */
    record IssuerSpec(
            @Nullable SelfSigned selfSigned, @Nullable Ca ca) {

        IssuerSpec {
            if ((selfSigned == null) == (ca == null)) {
                throw new IllegalArgumentException("an Issuer has exactly one way to sign");
            }
        }
    }

    /** Each certificate by its own key. */
    record SelfSigned() {}

    /** By the key in a Secret. */
    record Ca(@JsonProperty(required = true) String secretName) {}

    record CertificateSpec(
            @JsonProperty(required = true) String secretName,
            @JsonProperty(required = true) IssuerRef issuerRef,
            @Nullable String commonName,
            @Nullable List<String> dnsNames,
            @Nullable List<Usage> usages,
            boolean isCA,
            @Nullable Hours duration,
            @Nullable Hours renewBefore,
            @Nullable PrivateKey privateKey) {}

    record IssuerRef(
            @JsonProperty(required = true) String name,
            @Nullable String kind,
            @Nullable String group) {}

    record PrivateKey(
            @Nullable Algorithm algorithm,
            int size,
            @Nullable RotationPolicy rotationPolicy) {}

    enum Algorithm {
        RSA,
        ECDSA,
        @JsonProperty("Ed25519")
        ED25519
    }

    enum RotationPolicy {
        @JsonProperty("Never")
        NEVER,
        @JsonProperty("Always")
        ALWAYS
    }

    /** Those that nodes need; there are more. */
    enum Usage {
        @JsonProperty("server auth")
        SERVER_AUTH,
        @JsonProperty("client auth")
        CLIENT_AUTH
    }

    /** A duration as Go writes it, which knows no days. */
    record Hours(Duration time) {

        private static final Pattern TEXT = Pattern.compile("(\\d+)h");

        @JsonCreator
        static Hours of(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("found " + text + "; allowed are hours, like 2160h");
            }
            return new Hours(Duration.ofHours(Long.parseLong(matcher.group(1))));
        }
    }
}
