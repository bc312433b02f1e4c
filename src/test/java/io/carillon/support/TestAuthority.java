package io.carillon.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority that signs certificates for a test, and writes them into files: made anew each time, so none ever expires. */
public final class TestAuthority {

    private static final String COMMON_NAME = "0603550403";
    private static final String BASIC_CONSTRAINTS = "0603551d13";
    private static final String ALTERNATIVE_NAME = "0603551d11";
    private static final String EXTENDED_USAGE = "0603551d25";
    private static final String ECDSA = "06082a8648ce3d040302";
    private static final String SERVER = "06082b06010505070301";
    private static final String CLIENT = "06082b06010505070302";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Instant SOME_DAY = Instant.now().plus(Duration.ofDays(30));
    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());

    private final String name;
    private final KeyPair keys = keys("EC");
    private final X509Certificate certificate;
    private final List<X509Certificate> above;

    public TestAuthority(String name) {
        this(name, SOME_DAY);
    }

    /** @param until when its own certificate ends */
    public TestAuthority(String name, Instant until) {
        this.name = name;
        this.certificate = sign(this, new Wanted(name).until(until).authority(), keys);
        this.above = List.of();
    }

    private TestAuthority(TestAuthority by, String name) {
        this.name = name;
        this.certificate = sign(by, new Wanted(name).authority(), keys);
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(by.above);
        this.above = chain;
    }

    /** One that is certified by this one. */
    public TestAuthority intermediate(String called) {
        return new TestAuthority(this, called);
    }

    /** What a certificate is to be. */
    public static final class Wanted {

        private final String subject;
        private final List<String> names = new ArrayList<>();
        private String kind = "EC";
        private String usages = SERVER + CLIENT;
        private boolean authority;
        private Instant from = Instant.now().minus(Duration.ofHours(1));
        private Instant until = SOME_DAY;

        public Wanted(String subject) {
            this.subject = subject;
        }

        /** DNS names, or addresses. */
        public Wanted names(String... all) {
            names.addAll(List.of(all));
            return this;
        }

        public Wanted rsa() {
            kind = "RSA";
            return this;
        }

        /** RSA with a key that is for PSS alone. */
        public Wanted pss() {
            kind = "RSASSA-PSS";
            return this;
        }

        public Wanted forServersAlone() {
            usages = SERVER;
            return this;
        }

        public Wanted from(Instant begin) {
            from = begin;
            return this;
        }

        public Wanted until(Instant end) {
            until = end;
            return this;
        }

        private Wanted authority() {
            authority = true;
            return this;
        }
    }

    /** A certificate, those that lead to its authority, and its key. */
    public record Issued(List<X509Certificate> chain, KeyPair keys) {

        public Issued {
            chain = List.copyOf(chain);
        }

        public X509Certificate certificate() {
            return chain.get(0);
        }

        public Path writeCert(Path file) {
            return write(file, chain.stream().map(TestAuthority::pem).toList());
        }

        public Path writeKey(Path file) {
            return write(file, List.of(pem("PRIVATE KEY", keys.getPrivate().getEncoded())));
        }

        /** {@code cert.pem} and {@code key.pem}. */
        public Issued into(Path directory) {
            writeCert(directory.resolve("cert.pem"));
            writeKey(directory.resolve("key.pem"));
            return this;
        }
    }

    /** A certificate for a name and this machine's loopback address. */
    public Issued issue(String subject) {
        return issue(new Wanted(subject).names(subject, "localhost", "127.0.0.1"));
    }

    public Issued issue(Wanted wanted) {
        KeyPair own = keys(wanted.kind);
        List<X509Certificate> chain = new ArrayList<>(List.of(sign(this, wanted, own)));
        chain.addAll(above);
        return new Issued(chain, own);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public Path write(Path file) {
        return write(file, List.of(pem(certificate)));
    }

    /** Of a client that trusts this authority alone. */
    public SSLContext client() {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("ca", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair keys(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate sign(TestAuthority by, Wanted wanted, KeyPair own) {
        try {
            byte[] algorithm = sequence(hex(ECDSA));
            byte[] body = sequence(
                    tagged(0xa0, new byte[] {2, 1, 2}),
                    tagged(2, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
                    algorithm,
                    distinguished(by.name),
                    sequence(time(wanted.from), time(wanted.until)),
                    distinguished(wanted.subject),
                    own.getPublic().getEncoded(),
                    tagged(0xa3, extensions(wanted)));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(by.keys.getPrivate());
            signature.update(body);
            byte[] signed = tagged(3, new byte[1], signature.sign());
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(sequence(body, algorithm, signed)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] extensions(Wanted wanted) {
        if (wanted.authority) {
            byte[] critical = {1, 1, (byte) 0xff};
            return sequence(sequence(hex(BASIC_CONSTRAINTS), critical, tagged(4, sequence(critical))));
        }
        byte[] usages = sequence(hex(EXTENDED_USAGE), tagged(4, sequence(hex(wanted.usages))));
        if (wanted.names.isEmpty()) {
            return sequence(usages);
        }
        byte[] names =
                sequence(wanted.names.stream().map(TestAuthority::general).toArray(byte[][]::new));
        return sequence(usages, sequence(hex(ALTERNATIVE_NAME), tagged(4, names)));
    }

    private static byte[] general(String name) {
        try {
            return name.matches("[0-9.]+")
                    ? tagged(0x87, InetAddress.getByName(name).getAddress())
                    : tagged(0x82, name.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] distinguished(String name) {
        byte[] text = tagged(12, name.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(hex(COMMON_NAME), text)));
    }

    private static byte[] time(Instant at) {
        return tagged(24, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        if (length >= 0x100) {
            all.write(0x82);
            all.write(length >> 8);
        } else if (length >= 0x80) {
            all.write(0x81);
        }
        all.write(length);
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** As it stands in a file. */
    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** As most programs replace a file: nobody sees half of it. */
    private static Path write(Path file, List<String> pem) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), String.join("", pem));
            return Files.move(
                    next,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
