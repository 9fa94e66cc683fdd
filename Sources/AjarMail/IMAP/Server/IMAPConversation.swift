import AjarCore
import NIOCore

/// The server's side of one IMAP connection: commands come in one after the other, and while the client is in
/// IDLE the news goes out as it happens.
actor IMAPConversation {
    struct Opened {
        let folder: OfferedFolder
        let isReadOnly: Bool
        /// As the client knows it.
        var contents: FolderContents
    }

    static let capabilities = "IMAP4rev1 LITERAL+ IDLE MOVE UIDPLUS UNSELECT NAMESPACE SPECIAL-USE"
    /// Folders are never made anew, so a number is never given twice.
    static let uidValidity = 1
    private static let maximumMessage: Int = 50 << 20
    private static let maximumMistakes = 20

    let mailboxes: any OfferedMailboxes
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var framer = CommandFramer()
    private var owner: String?
    var opened: Opened?
    /// The tag of the IDLE that goes on.
    private var idling: String?
    private var hasNews = false
    private var mistakes = 0

    init(_ mailboxes: any OfferedMailboxes, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
        self.mailboxes = mailboxes
        self.outbound = outbound
    }

    func greet() async throws { try await say("* OK [CAPABILITY \(Self.capabilities)] Ajar's sandbox") }

    /// Bytes of the client, cut anywhere. False: the conversation is over.
    func read(_ bytes: some Collection<UInt8> & Sendable) async throws -> Bool {
        framer.append(bytes)
        while let event = framer.next() {
            switch event {
            case .invitation: try await say("+ Go on")
            case .tooLong:
                try await say("* BYE That is more than we read")
                return false
            case .command(let raw):
                guard try await obey(raw) else { return false }
            }
        }
        return true
    }

    /// Something may have happened in one of the mailboxes.
    func changed() async throws {
        guard let tag = idling, let folder = opened?.folder else { return hasNews = true }
        guard let contents = try? await mailboxes.read(folder), idling == tag else { return }
        try await say(tell(contents), end: "")
    }

    // MARK: - Commands

    private func obey(_ raw: RawResponse) async throws -> Bool {
        if let tag = idling {
            idling = nil
            try await say(
                raw.pieces == [.text(Array("DONE".utf8))] ? "\(tag) OK Done" : "\(tag) BAD Not DONE")
            return true
        }
        var cursor = GrammarCursor(raw)
        let tag: String
        let command: ClientCommand
        do throws(IMAPSyntaxError) {
            tag = try cursor.atom(maximumLength: 32)
        } catch {
            try await say("* BYE No tag")
            return false
        }
        do throws(IMAPSyntaxError) {
            try cursor.expect(" ")
            command = try ClientCommand(&cursor)
        } catch {
            return try await refuse(tag, "BAD The sandbox doesn't know that")
        }
        if case .logout = command {
            try await say("* BYE Until soon\r\n\(tag) OK Logged out")
            return false
        }
        do {
            guard let answer = try await answer(command, tag) else { return true }
            if answer.hasPrefix("OK") {
                try await say("\(tag) \(answer)")
                return true
            }
            return try await refuse(tag, answer)
        } catch let error as ChannelError {
            throw error
        } catch {
            // The database is away, or the client is: it may try again.
            return try await refuse(tag, "NO [UNAVAILABLE] Not now")
        }
    }

    private func refuse(_ tag: String, _ answer: String) async throws -> Bool {
        mistakes += 1
        try await say("\(tag) \(answer)")
        guard mistakes > Self.maximumMistakes else { return true }
        try await say("* BYE Too many mistakes")
        return false
    }

    /// The rest of the line behind the tag; nil when it comes later.
    private func answer(_ command: ClientCommand, _ tag: String) async throws -> String? {
        switch command {
        case .capability:
            try await say("* CAPABILITY \(Self.capabilities)")
            return "OK That is all"
        case .logout: return "OK"
        case .login(let username, let password):
            guard owner == nil else { return "BAD Once is enough" }
            owner = try await mailboxes.owner(username: username, password: password)
            guard owner != nil else { return "NO [AUTHENTICATIONFAILED] Not an e-mail address" }
            framer.maximumLiterals = Self.maximumMessage
            return "OK Welcome"
        case .noop:
            try await catchUp()
            return "OK Done"
        case _: break
        }
        guard let owner else { return "BAD Sign in first" }
        switch command {
        case .list(let pattern): return try await list(pattern)
        case .namespace:
            try await say("* NAMESPACE ((\"\" \"/\")) NIL NIL")
            return "OK Done"
        case .status(let name): return try await status(name, owner)
        case .select(let name, let isReadOnly): return try await select(name, isReadOnly, owner)
        case .append(let name, let flags, let date, let message):
            guard let folder = folder(name, owner) else { return Self.noFolder }
            let uid = try await mailboxes.append(message, flags: flags, date: date, to: folder)
            try await catchUp()
            return "OK [APPENDUID \(Self.uidValidity) \(uid)] Kept"
        case _: break
        }
        guard let opened else { return "BAD Open a folder first" }
        if case .idle = command { return try await idle(tag) }
        return try await answer(command, in: opened, owner)
    }

    static let noFolder = "NO [TRYCREATE] There is no such folder, and none can be made"

    func folder(_ name: MailboxName, _ owner: String) -> OfferedFolder? {
        mailboxes.folders.contains { $0.name == name } ? OfferedFolder(owner: owner, name: name) : nil
    }

    // MARK: - Folders

    private func list(_ pattern: String) async throws -> String {
        guard !pattern.isEmpty else {
            try await say("* LIST (\\Noselect) \"/\" \"\"")
            return "OK Listed"
        }
        let isWild: Bool = pattern.contains("*") || pattern.contains("%")
        for folder in mailboxes.folders where isWild || folder.name == MailboxName(pattern) {
            let attributes: String = folder.attributes.sorted().joined(separator: " ")
            try await say("* LIST (\(attributes)) \"/\" \"\(folder.name)\"")
        }
        return "OK Listed"
    }

    private func status(_ name: MailboxName, _ owner: String) async throws -> String {
        guard let folder = folder(name, owner) else { return Self.noFolder }
        let contents = try await mailboxes.read(folder)
        let unseen: Int = contents.messages.count { !$0.flags.contains(.seen) }
        try await say(
            "* STATUS \"\(name)\" (MESSAGES \(contents.messages.count) UNSEEN \(unseen) "
                + "UIDNEXT \(contents.nextUID) UIDVALIDITY \(Self.uidValidity) RECENT 0)")
        return "OK Told"
    }

    private func select(_ name: MailboxName, _ isReadOnly: Bool, _ owner: String) async throws -> String {
        opened = nil
        guard let folder = folder(name, owner) else { return Self.noFolder }
        let contents = try await mailboxes.read(folder)
        opened = Opened(folder: folder, isReadOnly: isReadOnly, contents: contents)
        let flags = "\\Answered \\Deleted \\Draft \\Flagged \\Seen"
        try await say(
            """
            * FLAGS (\(flags))\r
            * \(contents.messages.count) EXISTS\r
            * 0 RECENT\r
            * OK [PERMANENTFLAGS (\(flags) \\*)] Kept\r
            * OK [UIDVALIDITY \(Self.uidValidity)] Once and for all\r
            * OK [UIDNEXT \(contents.nextUID)] The next one
            """)
        return "OK [\(isReadOnly ? "READ-ONLY" : "READ-WRITE")] Open"
    }

    private func idle(_ tag: String) async throws -> String? {
        // What happens between our look and the invitation is looked at again.
        repeat {
            hasNews = false
            try await catchUp()
        } while hasNews
        idling = tag
        try await say("+ Waiting")
        return nil
    }

    func close() { opened = nil }

    // MARK: - Saying

    /// Tells what the client doesn't know yet about the open folder.
    func catchUp() async throws {
        guard let folder = opened?.folder else { return }
        try await say(tell(try await mailboxes.read(folder)), end: "")
    }

    private func tell(_ contents: FolderContents) -> String {
        defer { opened?.contents = contents }
        return opened?.contents.news(in: contents) ?? ""
    }

    func say(_ text: String, end: String = "\r\n") async throws {
        guard !(text + end).isEmpty else { return }
        try await outbound.write(ByteBuffer(string: text + end))
    }

    func say(_ text: String, literal: [UInt8], end: String) async throws {
        var buffer = ByteBuffer(string: "\(text) {\(literal.count)}\r\n")
        buffer.writeBytes(literal)
        buffer.writeString(end + "\r\n")
        try await outbound.write(buffer)
    }
}
