package io.carillon.kubernetes;

import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kubelet puts into the container of a pod, below a folder that stands for the root of its file system: the files of
 * ConfigMaps and Secrets, and the variables.
 *
 * @param root what the paths of the container are below
 */
record PodFiles(Rendered rendered, Path root) {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

    /** Writes them all. Whatever a volume refers to has to be there. */
    static PodFiles write(Rendered rendered, Path root) throws IOException {
        PodFiles files = new PodFiles(rendered, root);
        for (VolumeMount mount : rendered.container().getVolumeMounts()) {
            Path folder = Files.createDirectories(files.inside(mount.getMountPath()));
            for (Map.Entry<String, byte[]> file : files.content(mount).entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
        }
        return files;
    }

    Path inside(String path) {
        return root.resolve(path.substring(1));
    }

    private Map<String, byte[]> content(VolumeMount mount) {
        Volume volume = rendered.pod().getVolumes().stream()
                .filter(named -> named.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + mount.getName()));
        if (volume.getConfigMap() != null) {
            String name = volume.getConfigMap().getName();
            return bytes(rendered.named(ConfigMap.class, name)
                    .orElseThrow(() -> new AssertionError("no ConfigMap " + name))
                    .getData());
        }
        if (volume.getSecret() != null) {
            String name = volume.getSecret().getSecretName();
            return decoded(rendered.named(Secret.class, name)
                    .orElseThrow(() -> new AssertionError("no Secret " + name))
                    .getData());
        }
        if (volume.getEmptyDir() == null) {
            throw new AssertionError("a volume of another kind: " + volume);
        }
        return Map.of();
    }

    private static Map<String, byte[]> bytes(Map<String, String> data) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        data.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    private static Map<String, byte[]> decoded(Map<String, String> data) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        data.forEach((name, text) -> bytes.put(name, Base64.getMimeDecoder().decode(text)));
        return bytes;
    }

    /** The variables of a pod with this address, with references among them resolved as the kubelet does it: to earlier ones. */
    Map<String, String> environment(String address) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : rendered.container().getEnv()) {
            environment.put(variable.getName(), value(variable, address, environment));
        }
        return environment;
    }

    private String value(EnvVar variable, String address, Map<String, String> earlier) {
        if (variable.getValueFrom() != null) {
            return value(variable.getValueFrom(), address);
        }
        return REFERENCE.matcher(variable.getValue()).replaceAll(match -> {
            String known = earlier.get(match.group(1));
            if (known == null) { // the kubelet would leave it as it stands
                throw new AssertionError(variable.getName() + " refers to " + match.group() + ", which is not earlier");
            }
            return Matcher.quoteReplacement(known);
        });
    }

    private String value(EnvVarSource source, String address) {
        if (source.getResourceFieldRef() != null) {
            return cores(source.getResourceFieldRef());
        }
        String field = source.getFieldRef().getFieldPath();
        if (!field.equals("status.podIP")) {
            throw new AssertionError("a field that is not played here: " + field);
        }
        return address;
    }

    /** Rounded up, as the kubelet does it. */
    private String cores(ResourceFieldSelector resource) {
        Container container = rendered.container();
        if (!resource.getResource().equals("requests.cpu")
                || !resource.getContainerName().equals(container.getName())) {
            throw new AssertionError("a resource that is not played here: " + resource);
        }
        return container
                .getResources()
                .getRequests()
                .get("cpu")
                .getNumericalAmount()
                .divide(resource.getDivisor().getNumericalAmount(), 0, RoundingMode.CEILING)
                .toPlainString();
    }

    /** What the server reads, by the container's arguments, from these files. */
    Config config() {
        List<String> arguments = rendered.container().getArgs();
        List<Path> files = new ArrayList<>();
        if (!arguments.get(0).equals("serve")) {
            throw new AssertionError("not a server: " + arguments);
        }
        for (int i = 1; i < arguments.size(); i += 2) {
            if (!arguments.get(i).equals("--config")) {
                throw new AssertionError("an argument that is not played here: " + arguments.get(i));
            }
            files.add(inside(arguments.get(i + 1)));
        }
        return ConfigLoader.load(new ConfigSources(files, Map.of(), false, List.of(), ConfigSources.Options.NONE))
                .config();
    }
}
