package io.carillon.gateway;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rate at which each address shakes hands. An IPv6 network of /64 counts as one address: that is what one subscriber
 * has. The addresses that were quiet the longest are forgotten where there are too many. Any thread.
 */
final class AddressRates {

    /** Some 10 MB. */
    private static final int MOST = 65_536;

    private static final int NETWORK_BYTES = 8;

    private final int perSecond;
    private final Map<String, Rate> rates = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Rate> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param perSecond for each address; 0 for no limit
     */
    AddressRates(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Whether this address may shake hands once more now, which then is counted. */
    boolean take(String address, long now) {
        if (perSecond == 0) {
            return true;
        }
        String key = subscriber(address);
        synchronized (rates) {
            return rates.computeIfAbsent(key, fresh -> new Rate(perSecond, now)).take(now);
        }
    }

    private static String subscriber(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null || bytes.length <= Integer.BYTES
                ? address
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
    }
}
