/// The server's side of SMTP and LMTP without I/O: bytes go in, replies and questions come out. RFC 5321,
/// 2033, 2920, 1870, 6152, 6531.
///
/// It hands out one action at a time, and nothing is read past a question that has no answer yet.
package struct ReceiverMachine: ~Copyable {
    package enum Dialect: String, Sendable {
        case smtp = "ESMTP"
        /// Greets with LHLO, and each recipient has a reply of their own to a mail.
        case lmtp = "LMTP"
    }

    /// What the driver does next.
    package enum Action: Sendable {
        case reply(String)
        /// Is this recipient welcome? Then call `recipientAnswered`.
        case recipient(Address, sender: Address?)
        /// A whole mail. Then call `mailAnswered`.
        case mail(ReceivedMail)
        /// Write what there is, then hang up.
        case close
    }

    enum State {
        case commands
        case waitingForRecipient(Address)
        case data
        case waitingForMail
        case authenticatingPlain, authenticatingUsername, authenticatingPassword
        case closed
    }

    let name: String
    let dialect: Dialect
    let limits: ReceiverLimits
    var state: State = .commands
    var buffer: [UInt8] = []
    var start = 0
    var pending: [Action] = []
    var mistakes = 0
    var hasGreeted = false
    var username: String?
    /// Set by MAIL; the inner nil is the sender of bounces.
    var sender: Address??
    var recipients: [Address] = []
    var body: DataBody

    package init(name: String, dialect: Dialect = .smtp, limits: ReceiverLimits) {
        self.name = name
        self.dialect = dialect
        self.limits = limits
        self.body = DataBody(limit: limits.messageBytes)
        self.pending = [.reply("220 \(name) \(dialect.rawValue) ready")]
    }

    /// Bytes of the client, cut anywhere.
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

    /// Only an accepted recipient is on the mail.
    package mutating func recipientAnswered(_ verdict: ReceiverVerdict) {
        guard case .waitingForRecipient(let address) = state else { return }
        state = .commands
        if case .accept = verdict { recipients.append(address) }
        reply(verdict)
    }

    /// One verdict for the mail, or with LMTP one for each recipient, in their order. After this the client
    /// knows, so whoever accepts has the mail on disk.
    package mutating func mailAnswered(_ verdicts: [ReceiverVerdict]) {
        guard case .waitingForMail = state else { return }
        let count = repliesToMail
        state = .commands
        resetMail()
        for index in 0..<count {
            reply(verdicts.indices.contains(index) ? verdicts[index] : .refuse(code: 451, "4.3.0 Not now"))
        }
    }

    private var repliesToMail: Int { dialect == .lmtp ? recipients.count : 1 }

    /// The line was quiet for too long, or we shut down.
    package mutating func shutDown(_ words: String) -> Action {
        state = .closed
        return .reply("421 4.3.2 \(words)")
    }

    // MARK: - Lines

    mutating func nextLine() -> ArraySlice<UInt8>? {
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

    mutating func handle(_ line: ArraySlice<UInt8>) {
        guard let text = String(validating: line, as: UTF8.self) else {
            return mistake("500 5.5.2 Not UTF-8")
        }
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

    mutating func readData() -> Bool {
        let end: Int? = body.read(buffer[start...])
        start = end ?? buffer.count
        guard end != nil else { return false }
        finishData()
        return true
    }

    mutating func finishData() {
        let (bytes, problem) = body.finish()
        if let problem {
            pending += Array(repeating: .reply(problem), count: repliesToMail)
            state = .commands
            resetMail()
        } else {
            state = .waitingForMail
            let mail = ReceivedMail(
                sender: sender ?? nil, recipients: recipients, bytes: bytes, username: username)
            pending.append(.mail(mail))
        }
    }

    // MARK: - Endings

    mutating func reply(_ verdict: ReceiverVerdict) {
        switch verdict {
        case .accept(let text): pending.append(.reply("250 \(ServerText.clean(text))"))
        case .refuse(let code, let text):
            let code: Int = (400..<600).contains(code) ? code : 554
            pending.append(.reply("\(code) \(ServerText.clean(text))"))
            if code == 421 { hangUp() }
        }
    }

    mutating func mistake(_ reply: String) {
        mistakes += 1
        if mistakes > limits.mistakes { return hangUp("421 4.7.0 Too many mistakes") }
        pending.append(.reply(reply))
    }

    mutating func hangUp(_ reply: String? = nil) {
        if let reply { pending.append(.reply(reply)) }
        pending.append(.close)
        state = .closed
    }

    mutating func resetMail() {
        sender = nil
        recipients = []
    }
}
