/// Cuts the bytes of a client into commands, however the network cut them before. Holds one command at most,
/// and of that no more than the limits allow.
struct CommandFramer: Sendable {
    enum Event: Sendable, Hashable {
        case command(RawResponse)
        /// The client announced a literal and waits to be asked for it.
        case invitation
        /// Longer than we read. What follows makes no sense any more.
        case tooLong
    }

    static let maximumText: Int = 64 * 1024
    static let maximumPieces: Int = 40
    /// All literals of one command together. Nobody but who is signed in may send a message.
    var maximumLiterals: Int = 4096

    private var buffer: [UInt8] = []
    private var start = 0
    private var command = RawResponse()
    private var missing: Int?
    private var textBytes = 0
    private var literalBytes = 0

    mutating func append(_ bytes: some Collection<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Nil until more bytes are there.
    mutating func next() -> Event? {
        while true {
            if let size = missing {
                guard buffer.count - start >= size else { return nil }
                command.pieces.append(.literal(Array(buffer[start..<(start + size)])))
                start += size
                missing = nil
            }
            guard let end = buffer[start...].firstIndex(of: 0x0A) else {
                return buffer.count - start + textBytes > Self.maximumText ? .tooLong : nil
            }
            var line: ArraySlice<UInt8> = buffer[start..<end]
            start = end + 1
            if line.last == 0x0D { line = line.dropLast() }
            textBytes += line.count
            command.pieces.append(.text(Array(line)))
            guard textBytes <= Self.maximumText, command.pieces.count < Self.maximumPieces else {
                return .tooLong
            }
            guard let literal = Self.announced(line) else { return .command(takeCommand()) }
            literalBytes += literal.size
            guard literalBytes <= maximumLiterals else { return .tooLong }
            missing = literal.size
            if !literal.isAtOnce { return .invitation }
        }
    }

    private mutating func takeCommand() -> RawResponse {
        defer { (command, textBytes, literalBytes) = (RawResponse(), 0, 0) }
        return command
    }

    /// `{12}` at the end of a line, or `{12+}` for one that comes without being asked for (RFC 7888).
    private static func announced(_ line: ArraySlice<UInt8>) -> (size: Int, isAtOnce: Bool)? {
        guard line.last == 0x7D, let start = line.suffix(24).lastIndex(of: 0x7B) else { return nil }
        var digits: ArraySlice<UInt8> = line[(start + 1)...].dropLast()
        let isAtOnce: Bool = digits.last == 0x2B
        if isAtOnce { digits = digits.dropLast() }
        guard (1...18).contains(digits.count), digits.allSatisfy(\.isDigit) else { return nil }
        return (digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }, isAtOnce)
    }
}
