/// The moments of sending and taking mail at which a process can die, and the documentation says what happens
/// then. Nothing
/// happens at them in production; the crash tests die there, each in a process of its own.
package struct CrashPoint: Sendable {
    package enum Moment: String, Sendable, CaseIterable {
        case claimed, begun, transmitting, replied, recorded
        /// A mail that was handed over is on disk, and whoever brought it doesn't know yet.
        case taken
    }

    private let hit: @Sendable (Moment) -> Void

    package init(_ hit: @escaping @Sendable (Moment) -> Void) { self.hit = hit }

    package static let never: CrashPoint = CrashPoint { _ in }

    func here(_ moment: Moment) { hit(moment) }
}
