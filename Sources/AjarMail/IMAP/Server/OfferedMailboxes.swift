package import AjarCore

/// The mailboxes that an IMAP server of ours shows. Whoever has the messages answers, for folders that it
/// listed itself.
package protocol OfferedMailboxes: Sendable {
    /// What each owner has.
    var folders: [ListedMailbox] { get }
    /// Under which name the messages of whoever signs in are kept; nil turns them away.
    func owner(username: String, password: Secret) async throws -> String?
    func read(_ folder: OfferedFolder) async throws -> FolderContents
    func source(of uid: UID, in folder: OfferedFolder) async throws -> [UInt8]?
    func mark(_ uids: [UID], _ change: IMAPCommand.FlagChange, in folder: OfferedFolder) async throws
    /// Says which number became which.
    func copy(
        _ uids: [UID], in folder: OfferedFolder, to other: OfferedFolder, isMove: Bool
    ) async throws -> [(old: UID, new: UID)]
    func remove(_ uids: [UID], in folder: OfferedFolder) async throws
    func append(
        _ message: [UInt8], flags: Set<Flag>, date: Timestamp?, to folder: OfferedFolder
    ) async throws -> UID
    /// One element after each change that may be one of these mailboxes, from now on.
    func changes() -> any AsyncSequence<Void, Never> & Sendable
}

/// One folder of one owner.
package struct OfferedFolder: Sendable, Hashable {
    package let owner: String
    package let name: MailboxName

    package init(owner: String, name: MailboxName) {
        self.owner = owner
        self.name = name
    }
}

/// What is in a folder at one moment, ascending.
package struct FolderContents: Sendable {
    package struct Message: Sendable, Hashable {
        package let uid: UID
        package var flags: Set<Flag>
        package let date: Timestamp
        package let size: Int

        package init(uid: UID, flags: Set<Flag>, date: Timestamp, size: Int) {
            self.uid = uid
            self.flags = flags
            self.date = date
            self.size = size
        }
    }

    package var messages: [Message]
    package var nextUID: UID

    package init(messages: [Message], nextUID: UID) {
        self.messages = messages
        self.nextUID = nextUID
    }

    /// What somebody who knows `self` has to be told so that he knows `new`. RFC 9051 §7.4, 7.5.
    func news(in new: FolderContents) -> String {
        var text = ""
        let current = Dictionary(uniqueKeysWithValues: new.messages.map { ($0.uid, $0.flags) })
        var kept: [Message] = []
        for (index, message) in messages.enumerated().reversed() {
            if current[message.uid] == nil {
                text += "* \(index + 1) EXPUNGE\r\n"
            } else {
                kept.append(message)
            }
        }
        if new.messages.count != kept.count { text += "* \(new.messages.count) EXISTS\r\n" }
        for (index, message) in kept.reversed().enumerated() {
            guard let flags = current[message.uid], flags != message.flags else { continue }
            text += "* \(index + 1) FETCH (UID \(message.uid) FLAGS (\(flags.names)))\r\n"
        }
        return text
    }
}

extension Set<Flag> {
    /// As they stand between parentheses.
    package var names: String { map(\.name).sorted().joined(separator: " ") }

    package func applying(_ change: IMAPCommand.FlagChange) -> Set<Flag> {
        switch change {
        case .add(let flags): union(flags)
        case .remove(let flags): subtracting(flags)
        case .replace(let flags): flags
        }
    }
}
