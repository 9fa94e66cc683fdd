import AjarCore
import AjarResource
import AjarStore

/// What a lead shows of the objects that hang off it.
enum LeadEmbeds {
    static let loads: [Load] = []
}
