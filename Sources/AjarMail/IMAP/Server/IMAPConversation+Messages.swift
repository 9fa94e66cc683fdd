/// Fetching, searching, marking and moving the messages of the open folder.
extension IMAPConversation {
    func answer(_ command: ClientCommand, in opened: Opened, _ owner: String) async throws -> String {
        if case .leave(let isClose) = command {
            if isClose, !opened.isReadOnly { try await remove(nil, in: opened) }
            close()
            return "OK Closed"
        }
        if case .search(let keys) = command { return try await search(keys, in: opened) }
        if case .fetch(let uids, let items, let marksSeen) = command {
            try await fetch(uids, items, marksSeen: marksSeen && !opened.isReadOnly, in: opened)
            return "OK Fetched"
        }
        guard !opened.isReadOnly else { return "NO [READ-ONLY] Open for reading only" }
        switch command {
        case .store(let uids, let change, let isSilent):
            try await mailboxes.mark(opened.uids(uids), change, in: opened.folder)
            if isSilent { forgetFlags(uids, change) }
            try await catchUp()
            return "OK Marked"
        case .copy(let uids, let name, let isMove):
            guard let other = folder(name, owner) else { return Self.noFolder }
            let places = try await mailboxes.copy(
                opened.uids(uids), in: opened.folder, to: other, isMove: isMove)
            guard !places.isEmpty else { return "OK Nothing to do" }
            let (old, new) = (places.map { "\($0.old)" }, places.map { "\($0.new)" })
            let code =
                "[COPYUID \(Self.uidValidity) \(old.joined(separator: ",")) \(new.joined(separator: ","))]"
            // Behind EXPUNGE nobody would know any more what the numbers meant.
            if isMove { try await say("* OK \(code) Moved") }
            try await catchUp()
            return isMove ? "OK Done" : "OK \(code) Copied"
        case .expunge(let uids):
            try await remove(uids, in: opened)
            try await catchUp()
            return "OK Gone"
        case _: return "BAD Not now"
        }
    }

    private func remove(_ uids: UIDSet?, in opened: Opened) async throws {
        let marked = try await mailboxes.read(opened.folder).messages.filter { $0.flags.contains(.deleted) }
        let chosen: Set<UID>? = uids.map { Set(opened.uids($0)) }
        let gone: [UID] = marked.map(\.uid).filter { chosen?.contains($0) ?? true }
        try await mailboxes.remove(gone, in: opened.folder)
    }

    /// What the client did itself is no news to it.
    private func forgetFlags(_ uids: UIDSet, _ change: IMAPCommand.FlagChange) {
        guard var contents = opened?.contents else { return }
        let chosen: Set<UID> = Set(opened?.uids(uids) ?? [])
        for index in contents.messages.indices where chosen.contains(contents.messages[index].uid) {
            contents.messages[index].flags = contents.messages[index].flags.applying(change)
        }
        opened?.contents = contents
    }

    // MARK: - Reading

    private func fetch(
        _ uids: UIDSet, _ items: IMAPCommand.FetchItems, marksSeen: Bool, in opened: Opened
    ) async throws {
        let messages = opened.contents.messages
        if marksSeen { try await mailboxes.mark(opened.uids(uids), .add([.seen]), in: opened.folder) }
        for (index, message) in messages.enumerated()
        where uids.holds(message.uid, isLast: index == messages.count - 1) {
            let flags: Set<Flag> = marksSeen ? message.flags.union([.seen]) : message.flags
            var line = "* \(index + 1) FETCH (UID \(message.uid) FLAGS (\(flags.names))"
            if items != .flags {
                line += " INTERNALDATE \"\(message.date.internalDate)\" RFC822.SIZE \(message.size)"
            }
            switch items {
            case .flags, .overview: try await say(line + ")")
            case .message:
                guard let source = try await mailboxes.source(of: message.uid, in: opened.folder) else {
                    continue
                }
                try await say(line + " BODY[]", literal: source, end: ")")
            case .headers(let names):
                guard let source = try await mailboxes.source(of: message.uid, in: opened.folder) else {
                    continue
                }
                let list: String = names.map { $0.text.uppercased() }.joined(separator: " ")
                let section: String = names.isEmpty ? "HEADER" : "HEADER.FIELDS (\(list))"
                try await say(line + " BODY[\(section)]", literal: HeaderBlock(source).bytes(names), end: ")")
            }
        }
    }

    private func search(_ keys: [SearchKey], in opened: Opened) async throws -> String {
        let messages = opened.contents.messages
        let needsHeaders: Bool = keys.contains(where: \.needsHeaders)
        var found = ""
        for (index, message) in messages.enumerated() {
            let source = needsHeaders ? try await mailboxes.source(of: message.uid, in: opened.folder) : []
            let block = HeaderBlock(source ?? [])
            if keys.allSatisfy({ $0.matches(message, at: index + 1, of: messages.count, block) }) {
                found += " \(message.uid)"
            }
        }
        try await say("* SEARCH\(found)")
        return "OK Searched"
    }
}

extension IMAPConversation.Opened {
    /// Those of the set that the client knows to be there.
    func uids(_ set: UIDSet) -> [UID] {
        let last: UID? = contents.messages.last?.uid
        return contents.messages.map(\.uid).filter { set.holds($0, isLast: $0 == last) }
    }
}
