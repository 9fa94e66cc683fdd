/// The server's side of SMTP without I/O: bytes go in, replies and questions come out. RFC 5321, 2920, 1870, 6152, 6531.
///
/// It hands out one action at a time, and nothing is read past a question that has no answer yet.
package struct ReceiverMachine: ~Copyable {
    package enum Action: Sendable {
        case reply(String)
        /// Is this recipient welcome? Then call `recipientAnswered`.
        case recipient(Address, sender: Address?)
        /// A whole mail. Then call `mailAnswered`.
        case mail(ReceivedMail)
        /// Write what there is, then hang up.
        case close
    }

    private enum State {
        case commands
        case waitingForRecipient(Address)
        case data
        case waitingForMail
        case authenticatingPlain, authenticatingUsername, authenticatingPassword
        case closed
    }

    private let name: String
    private let limits: ReceiverLimits
    private var state: State = .commands
    private var buffer: [UInt8] = []
    private var start = 0
    private var pending: [Action] = []
    private var mistakes = 0
    private var hasGreeted = false
    private var username: String?
    /// Set by MAIL; the inner nil is the sender of bounces.
    private var sender: Address??
    private var recipients: [Address] = []
    private var body: DataBody

    package init(name: String, limits: ReceiverLimits) {
        self.name = name
        self.limits = limits
        self.body = DataBody(limit: limits.messageBytes)
        self.pending = [.reply("220 \(name) ESMTP ready")]
    }

    package mutating func append(_ bytes: some Collection<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// What to do next; nil until more bytes or an answer are there.
    package mutating func next() -> Action? {
        while true {
            if !pending.isEmpty { return pending.removeFirst() }
            switch state {
            case .waitingForRecipient, .waitingForMail, .closed: return nil
            case .data:
                guard readData() else { return nil }
            case .commands, .authenticatingPlain, .authenticatingUsername, .authenticatingPassword:
                if let line = nextLine() {
                    handle(line)
                } else if pending.isEmpty {
                    return nil
                }
            }
        }
    }

    package mutating func recipientAnswered(_ verdict: ReceiverVerdict) {
        guard case .waitingForRecipient(let address) = state else { return }
        state = .commands
        if case .accept = verdict { recipients.append(address) }
        reply(verdict)
    }

    package mutating func mailAnswered(_ verdict: ReceiverVerdict) {
        guard case .waitingForMail = state else { return }
        state = .commands
        resetMail()
        reply(verdict)
    }

    /// The line was quiet for too long, or we shut down.
    package mutating func shutDown(_ words: String) -> Action {
        state = .closed
        return .reply("421 4.3.2 \(words)")
    }

    // MARK: - Lines

    private mutating func nextLine() -> ArraySlice<UInt8>? {
        guard let end = buffer[start...].firstIndex(of: 0x0A) else {
            if buffer.count - start > limits.lineLength { hangUp("500 5.5.2 Line too long") }
            return nil
        }
        var line: ArraySlice<UInt8> = buffer[start..<end]
        start = end + 1
        if line.last == 0x0D { line = line.dropLast() }
        guard line.count <= limits.lineLength, !line.contains(0), !line.contains(0x0D) else {
            hangUp("500 5.5.2 Not a command line")
            return nil
        }
        return line
    }

    private mutating func handle(_ line: ArraySlice<UInt8>) {
        guard let text = String(validating: line, as: UTF8.self) else { return mistake("500 5.5.2 Not UTF-8") }
        switch state {
        case .commands: command(text)
        case .authenticatingPlain: plainAnswered(text)
        case .authenticatingUsername:
            username = Base64.decode(text).map { String(decoding: $0, as: UTF8.self) }
            state = .authenticatingPassword
            pending.append(.reply("334 UGFzc3dvcmQ6"))
        case .authenticatingPassword: finishAuthentication(isValid: username != nil)
        case .waitingForRecipient, .data, .waitingForMail, .closed: break
        }
    }

    private mutating func readData() -> Bool {
        let end: Int? = body.read(buffer[start...])
        start = end ?? buffer.count
        guard end != nil else { return false }
        finishData()
        return true
    }

    private mutating func finishData() {
        let (bytes, problem) = body.finish()
        if let problem {
            state = .commands
            resetMail()
            pending.append(.reply(problem))
        } else {
            state = .waitingForMail
            let mail = ReceivedMail(sender: sender ?? nil, recipients: recipients, bytes: bytes, username: username)
            pending.append(.mail(mail))
        }
    }

    // MARK: - Endings

    private mutating func reply(_ verdict: ReceiverVerdict) {
        switch verdict {
        case .accept(let text): pending.append(.reply("250 \(ServerText.clean(text))"))
        case .refuse(let code, let text):
            let code: Int = (400..<600).contains(code) ? code : 554
            pending.append(.reply("\(code) \(ServerText.clean(text))"))
            if code == 421 { hangUp() }
        }
    }

    private mutating func mistake(_ reply: String) {
        mistakes += 1
        if mistakes > limits.mistakes { return hangUp("421 4.7.0 Too many mistakes") }
        pending.append(.reply(reply))
    }

    private mutating func hangUp(_ reply: String? = nil) {
        if let reply { pending.append(.reply(reply)) }
        pending.append(.close)
        state = .closed
    }

    private mutating func resetMail() {
        sender = nil
        recipients = []
    }
}

// MARK: - Commands

extension ReceiverMachine {
    private mutating func command(_ line: String) {
        let verb: String = line.prefix { $0 != " " && $0 != ":" }.uppercased()
        let rest: Substring = line.dropFirst(verb.count)
        switch verb {
        case "EHLO": hello(rest, isExtended: true)
        case "HELO": hello(rest, isExtended: false)
        case "MAIL": mail(rest)
        case "RCPT": recipient(rest)
        case "DATA": data(rest)
        case "AUTH": authenticate(rest)
        case "RSET":
            resetMail()
            pending.append(.reply("250 2.0.0 Ok"))
        case "NOOP": pending.append(.reply("250 2.0.0 Ok"))
        case "VRFY": pending.append(.reply("252 2.5.2 Send some mail, I'll try my best"))
        case "QUIT": hangUp("221 2.0.0 Bye")
        default: mistake("500 5.5.2 Command not known")
        }
    }

    private mutating func hello(_ rest: Substring, isExtended: Bool) {
        guard !rest.trimmingSpaces().isEmpty else { return mistake("501 5.5.4 Who are you?") }
        hasGreeted = true
        resetMail()
        guard isExtended else { return pending.append(.reply("250 \(name)")) }
        var lines: [String] = [name, "PIPELINING", "SIZE \(limits.messageBytes)", "8BITMIME", "SMTPUTF8"]
        if limits.offersAuthentication { lines.append("AUTH PLAIN LOGIN") }
        lines.append("ENHANCEDSTATUSCODES")
        let text: String = lines.dropLast().map { "250-\($0)\r\n" }.joined() + "250 \(lines[lines.count - 1])"
        pending.append(.reply(text))
    }

    private mutating func mail(_ rest: Substring) {
        guard hasGreeted else { return mistake("503 5.5.1 Say EHLO first") }
        guard sender == nil else { return mistake("503 5.5.1 There is a mail already") }
        guard let (path, parameters) = Self.path(rest, after: " FROM:") else { return mistake("501 5.1.7 Bad sender") }
        for parameter in parameters {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            switch pair.first?.uppercased() {
            case "SIZE":
                guard let size = pair.dropFirst().first.flatMap({ Int($0) }) else { return mistake("501 5.5.4 Bad SIZE") }
                guard size <= limits.messageBytes else {
                    return pending.append(.reply("552 5.3.4 The message is too big"))
                }
            case "BODY", "SMTPUTF8", "AUTH": break
            default: return mistake("555 5.5.4 Parameter not known")
            }
        }
        if path.isEmpty {
            sender = .some(nil)
        } else if let address = try? Address(email: path) {
            sender = address
        } else {
            return mistake("501 5.1.7 Bad sender")
        }
        pending.append(.reply("250 2.1.0 Ok"))
    }

    private mutating func recipient(_ rest: Substring) {
        guard let sender else { return mistake("503 5.5.1 Say MAIL first") }
        guard recipients.count < limits.recipients else {
            return pending.append(.reply("452 4.5.3 Too many recipients"))
        }
        guard let (path, _) = Self.path(rest, after: " TO:"), let address = try? Address(email: path) else {
            return mistake("501 5.1.3 Bad recipient")
        }
        state = .waitingForRecipient(address)
        pending.append(.recipient(address, sender: sender))
    }

    private mutating func data(_ rest: Substring) {
        guard sender != nil else { return mistake("503 5.5.1 Say MAIL first") }
        guard !recipients.isEmpty else { return mistake("554 5.5.1 No valid recipients") }
        guard rest.isEmpty else { return mistake("501 5.5.4 DATA has no parameters") }
        state = .data
        pending.append(.reply("354 End with a dot on a line of its own"))
    }

    private mutating func authenticate(_ rest: Substring) {
        guard limits.offersAuthentication, hasGreeted else { return mistake("503 5.5.1 Not now") }
        guard username == nil, sender == nil else { return mistake("503 5.5.1 Once is enough") }
        let words = rest.split(separator: " ")
        switch words.first?.uppercased() {
        case "PLAIN" where words.count > 1: plainAnswered(String(words[1]))
        case "PLAIN":
            state = .authenticatingPlain
            pending.append(.reply("334 "))
        case "LOGIN":
            state = .authenticatingUsername
            pending.append(.reply("334 VXNlcm5hbWU6"))
        default: mistake("504 5.5.4 Mechanism not known")
        }
    }

    private mutating func plainAnswered(_ text: String) {
        let parts = Base64.decode(text)?.split(separator: 0, omittingEmptySubsequences: false) ?? []
        username = parts.count == 3 ? String(decoding: parts[1], as: UTF8.self) : nil
        finishAuthentication(isValid: username != nil)
    }

    private mutating func finishAuthentication(isValid: Bool) {
        state = .commands
        guard isValid else { return mistake("535 5.7.8 Not a credential") }
        pending.append(.reply("235 2.7.0 Welcome"))
    }

    /// ` FROM:<a@b> SIZE=1` → the path without brackets, and the parameters.
    private static func path(_ rest: Substring, after keyword: String) -> (String, [Substring])? {
        guard rest.uppercased().hasPrefix(keyword) else { return nil }
        let text: Substring = rest.dropFirst(keyword.count).trimmingSpaces()
        guard text.first == "<" else { return nil }
        var isQuoted = false
        for (index, character) in zip(text.indices, text) {
            if character == "\"" { isQuoted.toggle() }
            guard character == ">", !isQuoted else { continue }
            let path: Substring = text[text.index(after: text.startIndex)..<index]
            return (String(path), text[text.index(after: index)...].split(separator: " "))
        }
        return nil
    }
}
