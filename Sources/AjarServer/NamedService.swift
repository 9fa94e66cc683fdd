import ServiceLifecycle

/// A service under the name of its type. The library spells its services out for its log, and without this
/// that is everything they hold: all pages, all resources, half a second of every start.
struct NamedService: Service, CustomStringConvertible {
    private let service: any Service
    let description: String

    init(_ service: any Service) {
        self.service = service
        description = "\(type(of: service))"
    }

    func run() async throws { try await service.run() }
}
