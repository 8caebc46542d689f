/// A union of models, told apart by the value of a member. The variants have the same ``AnyModel`` API as the union.
public protocol UnionModel: AnyModel {
    /// The schema of what the variants share.
    associatedtype Common: Schema

    /// The variant as a model.
    var variant: any AnyModel { get }
}

extension UnionModel {
    /// The whole document. Assigning one chooses the variant anew.
    public var json: JSON {
        get { variant.json }
        set { self = Self(json: newValue) }
    }

    /// What the API document says of the properties that this variant has.
    public var schema: any Schema.Type { variant.schema }

    /// The properties that the variants share.
    @usableFromInline
    var common: Model<Common> {
        get { Model(json: json) }
        _modify {
            var common = Model<Common>(json: json)
            // What is changed in place has one owner.
            self = Self(json: .null)
            defer { self = Self(json: common.json) }
            yield &common
        }
    }
}
