/// The first part of a `multipart/form-data` body, handed on while it is read: for files of any size.
package struct FormFile: Sendable {
    private enum Place: Sendable { case header, content, over }

    private let delimiter: [UInt8]
    private var place: Place = .header
    private var held: [UInt8] = []

    package init(boundary: [UInt8]) { delimiter = Array("\r\n--".utf8) + boundary }

    /// What of these bytes is the file's content; nil when this can't be a form.
    package mutating func read(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        held += bytes
        if place == .header {
            guard let end = held.firstRange(of: Array("\r\n\r\n".utf8)) else {
                return held.count <= Self.maximumHeaderBytes ? [] : nil
            }
            held.removeFirst(end.upperBound)
            place = .content
        }
        guard place == .content else {
            held = []
            return []
        }
        if let end = held.firstRange(of: delimiter) {
            place = .over
            defer { held = [] }
            return Array(held[..<end.lowerBound])
        }
        // The delimiter may have begun.
        let sure = max(0, held.count - delimiter.count + 1)
        defer { held.removeFirst(sure) }
        return Array(held[..<sure])
    }

    /// Whether the file came to its end.
    package var isComplete: Bool { place == .over }

    private static let maximumHeaderBytes: Int = 16 * 1024
}
