import AjarCore
import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import AjarMail

/// A real Dovecot that is killed, cut off or set up anew.
@Suite(.enabled(if: RealServers.running != nil))
struct IMAPDovecotTroubleTests {
    static let sent: MailboxName = MailboxName("Sent")

    @Test
    func
        `a server that is killed in the middle of a message is a lost connection, and the rest can be fetched`()
        async throws
    {
        let address: String = RealServers.address("killed")
        let stored: Mutex<Set<UID>> = Mutex([])
        try await IMAPDovecotTests.visit(address) { session, servers in
            for number in 1...40 {
                try await session.append(IMAPDovecotTests.message(number, size: 400_000), to: Self.sent)
            }
            try await session.select(Self.sent)
            let isKilled: Mutex<Bool> = Mutex(false)
            let failure: IMAPFailure? = await IMAPSessionTests.failure { () async throws(IMAPFailure) in
                try await session.fetch(UIDSet(1...40)) { messages in
                    stored.withLock { $0.formUnion(messages.map(\.uid)) }
                    let isFirst: Bool = isKilled.withLock { killed in
                        defer { killed = true }
                        return !killed
                    }
                    if isFirst { servers.killSessions(of: address) }
                    return .more
                }
            }
            #expect([.connectionLost, .bye].contains(failure?.reason), "\(String(describing: failure))")
            #expect(failure?.stage == .fetch)
            #expect(failure?.isTransient == true)
            #expect(failure?.isAuthentication == false)
            #expect(await !session.isUsable)
        }
        let first: Set<UID> = stored.withLock { $0 }
        #expect(!first.isEmpty && first.count < 40)
        try await IMAPDovecotTests.visit(address) { session, _ in
            let mailbox: SelectedMailbox = try await session.select(Self.sent)
            let cursor = SyncCursor(
                uidValidity: mailbox.uidValidity ?? 0, lastUID: first.max() ?? 0, isHistoryComplete: true)
            let plan = SyncPlan(cursor: cursor, mailbox: mailbox, known: first.count)
            let rest: [FetchedMessage] = try await IMAPDovecotTests.fetchAll(
                session, try #require(plan.newMessages))
            #expect(first.isDisjoint(with: rest.map(\.uid)))
            #expect(first.count + rest.count == 40)
        }
    }

    @Test(arguments: [5_000, 20_000, 200_000])
    func `a line that is cut is a failure with a name, wherever it is cut`(bytes: Int) async throws {
        let address: String = RealServers.address("cut")
        try await IMAPDovecotTests.visit(address) { session, _ in
            for number in 1...5 {
                try await session.append(IMAPDovecotTests.message(number, size: 100_000), to: Self.sent)
            }
        }
        let servers = try #require(RealServers.running)
        let proxy = CuttingProxy(to: servers.imap_port, after: bytes)
        defer { proxy.stop() }
        let client = IMAPClient(timeouts: IMAPTimeouts(all: .seconds(60)))
        let session: IMAPSession = try await client.connect(
            servers.account(address, port: try await proxy.start()))
        defer { session.abort() }
        let failure: IMAPFailure? = await IMAPSessionTests.failure { () async throws(IMAPFailure) in
            try await session.select(Self.sent)
            try await session.fetch(UIDSet(1...5)) { messages in
                #expect(
                    messages.allSatisfy { $0.bytes == IMAPDovecotTests.message(Int($0.uid), size: 100_000) })
                return .more
            }
        }
        #expect(failure?.reason == .connectionLost, "\(String(describing: failure))")
        #expect(failure?.isTransient == true)
    }

    @Test func `a folder whose UIDs were all given anew is mapped, and nothing is fetched twice`()
        async throws
    {
        let address: String = RealServers.address("anew")
        var cursor: SyncCursor?
        try await IMAPDovecotTests.visit(address) { session, _ in
            for number in 1...5 { try await session.append(IMAPDovecotTests.message(number), to: Self.sent) }
            try await session.select(Self.sent)
            try await session.move(UIDSet([2]), to: MailboxName("Drafts"))
            cursor = SyncCursor(opening: try await session.select(Self.sent))
            cursor?.isHistoryComplete = true
        }
        try #require(RealServers.running).forgetUIDs(of: address, in: ".Sent")
        try await IMAPDovecotTests.visit(address) { session, _ in
            let mailbox: SelectedMailbox = try await session.select(Self.sent)
            let plan = SyncPlan(cursor: cursor, mailbox: mailbox, known: 4)
            #expect(plan.identity == .changed(from: cursor?.uidValidity ?? 0))
            let theirs: Mutex<[Remapping.Known]> = Mutex([])
            try await session.fetchHeaders(UIDSet(from: 1), ["Message-ID"]) { messages in
                for message in messages {
                    let read: ReadMessage? = message.bytes.flatMap { try? MessageReader.read($0) }
                    let known = Remapping.Known(
                        uid: message.uid, messageID: read?.messageID, size: message.size)
                    theirs.withLock { $0.append(known) }
                }
                return .more
            }
            let ours: [Remapping.Known] = try [1, 3, 4, 5].map { number in
                Remapping.Known(uid: number, messageID: try MessageID("m\(number)@example.org"))
            }
            let map = Remapping(ours: ours, theirs: theirs.withLock { $0 })
            #expect(map.found.count == 4)
            #expect(map.gone.isEmpty && map.unknown.isEmpty)
            for (old, new) in map.found {
                let found: [FetchedMessage] = try await IMAPDovecotTests.fetchAll(session, UIDSet([new]))
                #expect(found.first?.bytes == IMAPDovecotTests.message(Int(old)))
            }
        }
    }
}

extension RealServers {
    private var folder: String { String(ca_file.dropLast("/tls/ca.pem".count)) }

    /// Ends this address's connections, as an administrator would; they belong to one test alone.
    func killSessions(of address: String) {
        let kick = Process()
        kick.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        kick.arguments = ["doveadm", "-c", "\(folder)/etc/dovecot.conf", "kick", address]
        do {
            try kick.run()
            kick.waitUntilExit()
        } catch {
            Issue.record("doveadm can't be run: \(error)")
        }
    }

    /// What a restored backup or a new server does: the same messages, other UIDs.
    func forgetUIDs(of address: String, in name: String) throws {
        let path: String = "\(maildir)/\(address)/Maildir/\(name)"
        for file in try FileManager.default.contentsOfDirectory(atPath: path) where file.hasPrefix("dovecot")
        {
            try FileManager.default.removeItem(atPath: "\(path)/\(file)")
        }
    }
}

/// Passes everything on, until so many bytes came from the server. Then both lines go dead.
private final class CuttingProxy: Sendable {
    private let port: Int
    private let limit: Int
    private let listener: Mutex<(any Channel)?> = Mutex(nil)

    init(to port: Int, after limit: Int) {
        self.port = port
        self.limit = limit
    }

    func start() async throws -> Int {
        let (port, limit) = (port, limit)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in
                ClientBootstrap(group: client.eventLoop).connect(host: "127.0.0.1", port: port).flatMap {
                    server in
                    client.eventLoop.makeCompletedFuture {
                        try client.pipeline.syncOperations.addHandler(Pass(to: server, after: .max))
                        try server.pipeline.syncOperations.addHandler(Pass(to: client, after: limit))
                    }.flatMap { client.setOption(.autoRead, value: true) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
        return channel.localAddress?.port ?? 0
    }

    func stop() { listener.withLock { $0?.close(promise: nil) } }

    private final class Pass: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let other: any Channel
        private var left: Int

        init(to other: any Channel, after limit: Int) {
            self.other = other
            left = limit
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes: ByteBuffer = unwrapInboundIn(data)
            left -= bytes.readableBytes
            if left >= 0 { return other.writeAndFlush(bytes, promise: nil) }
            other.close(promise: nil)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
