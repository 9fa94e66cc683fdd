import Synchronization

/// Each name that a field may have, as a small number: a record finds a field by it without reading the name.
/// Names come from declarations alone, so there are some hundreds.
enum FieldNumber {
    private static let known: Mutex<[String: Int]> = Mutex([:])

    static func of(_ name: String) -> Int {
        known.withLock { known in
            if let number = known[name] { return number }
            let number = known.count
            known[name] = number
            return number
        }
    }
}
