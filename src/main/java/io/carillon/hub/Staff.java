package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.message.RoomName;
import java.util.Map;

/**
 * Those of a hub that reach connections on other nodes.
 *
 * @param post messages past all rooms
 * @param usher puts into rooms, takes out, and closes
 * @param register which rooms and connections there are
 * @param relay messages for plain rooms, by way of one node
 * @param inspector tells of connections, those that have ended included
 * @param bequest what is left of connections when a node goes
 */
record Staff(Post post, Usher usher, Register register, Relay relay, Inspector inspector, Bequest bequest) {

    /** Each does this node's part from now on. */
    static Staff open(Hub hub, Directory directory, Map<RoomName, LocalRoom> rooms, Streams streams) {
        Cluster cluster = hub.cluster();
        RoomActivity activity = new RoomActivity(rooms, new Inquiry(cluster), streams, hub::settings).open();
        Inheritance inherited = new Inheritance(hub.logbook().size());
        Archive archive = new Archive(cluster.node(), hub.logbook(), inherited);
        return new Staff(
                new Post(directory, cluster.questions()).open(),
                new Usher(hub, directory, cluster.questions()).open(),
                new Register(directory, rooms, cluster, activity).open(),
                new Relay(hub).open(),
                new Inspector(directory, archive, cluster).open(),
                new Bequest(archive, inherited, cluster).open());
    }
}
