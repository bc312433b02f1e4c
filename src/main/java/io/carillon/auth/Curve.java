package io.carillon.auth;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The curves of ECDSA, with the little arithmetic that a key needs when it is read. The JDK does not give the public
 * part of a private key, nor does it check that a point is on its curve. Not for signatures, nor for others' keys: the
 * time that {@link #publicPoint} takes depends on the key.
 */
enum Curve {
    P256("P-256", "secp256r1", "06082a8648ce3d030107"),
    P384("P-384", "secp384r1", "06052b81040022"),
    P521("P-521", "secp521r1", "06052b81040023");

    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final String text;
    private final byte[] oid;
    private final ECParameterSpec parameters;
    private final BigInteger prime;

    Curve(String text, String standardName, String oid) {
        this.text = text;
        this.oid = HexFormat.of().parseHex(oid);
        this.parameters = parameters(standardName);
        this.prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    }

    private static ECParameterSpec parameters(String standardName) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(standardName));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no curve " + standardName, e);
        }
    }

    /** The curve that JWKs call so. */
    static Optional<Curve> named(String text) {
        return Arrays.stream(values()).filter(curve -> curve.text.equals(text)).findFirst();
    }

    /** The curve of an object identifier in DER. */
    static Optional<Curve> identified(byte[] oid) {
        return Arrays.stream(values())
                .filter(curve -> Arrays.equals(curve.oid, oid))
                .findFirst();
    }

    /** The curve of a key; empty for one that tokens do not use. */
    static Optional<Curve> of(ECKey key) {
        return Arrays.stream(values())
                .filter(curve -> curve.is(key.getParams()))
                .findFirst();
    }

    private boolean is(ECParameterSpec other) {
        EllipticCurve curve = parameters.getCurve();
        return curve.getField().equals(other.getCurve().getField())
                && curve.getA().equals(other.getCurve().getA())
                && curve.getB().equals(other.getCurve().getB())
                && parameters.getGenerator().equals(other.getGenerator())
                && parameters.getOrder().equals(other.getOrder());
    }

    ECParameterSpec parameters() {
        return parameters;
    }

    /** The object identifier as DER. */
    byte[] oid() {
        return oid.clone();
    }

    /** How many bytes a coordinate, or half a signature, has. */
    int bytes() {
        return (prime.bitLength() + 7) / 8;
    }

    /** Whether a number can be a private key, or half a signature. */
    boolean isScalar(BigInteger number) {
        return number.signum() > 0 && number.compareTo(parameters.getOrder()) < 0;
    }

    /** Whether y² = x³ + ax + b. The cofactor of these curves is 1, so that no other check is needed. */
    boolean contains(ECPoint point) {
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        if (x == null || y == null || !isCoordinate(x) || !isCoordinate(y)) {
            return false;
        }
        EllipticCurve curve = parameters.getCurve();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return y.pow(2).subtract(right).mod(prime).signum() == 0;
    }

    private boolean isCoordinate(BigInteger number) {
        return number.signum() >= 0 && number.compareTo(prime) < 0;
    }

    /** The public key of a private one: the generator that many times. */
    ECPoint publicPoint(BigInteger scalar) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = twice(sum);
            if (scalar.testBit(bit)) {
                sum = add(sum, parameters.getGenerator());
            }
        }
        return sum;
    }

    private ECPoint add(ECPoint left, ECPoint right) {
        if (left.equals(ECPoint.POINT_INFINITY)) {
            return right;
        }
        if (left.equals(right)) {
            return twice(left);
        }
        BigInteger run = right.getAffineX().subtract(left.getAffineX()).mod(prime);
        if (run.signum() == 0) {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger rise = right.getAffineY().subtract(left.getAffineY());
        return along(rise.multiply(run.modInverse(prime)), left, right);
    }

    private ECPoint twice(ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return point; // no point of these curves has a y of 0, their order is odd
        }
        BigInteger rise = point.getAffineX()
                .pow(2)
                .multiply(THREE)
                .add(parameters.getCurve().getA());
        BigInteger run = point.getAffineY().shiftLeft(1);
        return along(rise.multiply(run.modInverse(prime)), point, point);
    }

    private ECPoint along(BigInteger slope, ECPoint left, ECPoint right) {
        BigInteger x = slope.pow(2)
                .subtract(left.getAffineX())
                .subtract(right.getAffineX())
                .mod(prime);
        BigInteger y = slope.multiply(left.getAffineX().subtract(x))
                .subtract(left.getAffineY())
                .mod(prime);
        return new ECPoint(x, y);
    }

    @Override
    public String toString() {
        return text;
    }
}
