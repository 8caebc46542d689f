//! The macros that generated models are written in: one line per field, variant or enum value.

/// Defines a model: `model! { /// Doc. pub struct User { /// Doc. pub id: String = "id", pub password: String = "password" secret } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $ty:ty = $wire:literal $($secret:ident)?,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Default)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: ::std::option::Option<$ty>,)*
            /// Members without a field, explicit nulls, and values of an unexpected type.
            pub extras: $crate::value::Extras,
        }

        impl $crate::value::Model for $name {
            fn name(&self) -> &'static str {
                ::std::stringify!($name)
            }
            fn fields(&self) -> &'static [$crate::value::Field] {
                const FIELDS: &[$crate::value::Field] = &[$($crate::value::Field {
                    name: $wire,
                    expected: <$ty as $crate::value::Value>::EXPECTED,
                    secret: $crate::model!(@secret $($secret)?),
                },)*];
                FIELDS
            }
            fn slots(&self, show: &mut dyn FnMut(&[&dyn $crate::value::Slot], &$crate::value::Extras)) {
                show(&[$(&self.$field,)*], &self.extras);
            }
            fn slots_mut(&mut self, show: &mut dyn FnMut(&mut [&mut dyn $crate::value::Slot], &mut $crate::value::Extras)) {
                show(&mut [$(&mut self.$field,)*], &mut self.extras);
            }
        }

        impl $crate::value::Value for $name {
            const EXPECTED: &'static str = "an object";
            fn read(reader: &mut $crate::value::Reader<'_>) -> ::std::result::Result<::std::option::Option<Self>, $crate::value::Malformed> {
                let mut model = <$name as ::std::default::Default>::default();
                ::std::result::Result::Ok($crate::value::expand::read_model(&mut model, reader)?.then_some(model))
            }
            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::Model(self)
            }
            fn odd(value: $crate::value::Json) -> ::std::option::Option<Self> {
                ::std::option::Option::Some($name { extras: $crate::value::Extras::whole_of(value), ..::std::default::Default::default() })
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::value::expand::equal(self, other)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::value::expand::debug(self, f)
            }
        }

        $crate::serde_of!($name);
    )*};
    (@secret) => { false };
    (@secret secret) => { true };
}

/// Defines a union of models, selected by a tag member:
/// `union! { /// Doc. Zone by "type" else ZoneCommon { Ip(IpZone) = "IP", Dynamic(DynamicZone) = "A" | "B", } shares { id: String, } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    ($($(#[$meta:meta])* $name:ident by $tag:literal else $common:ident {
        $($(#[$variant_meta:meta])* $variant:ident($ty:ty) = $first:literal $(| $more:literal)*,)*
    } shares { $($field:ident / $field_mut:ident: $field_ty:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant(::std::boxed::Box<$ty>),)*
            /// Any other tag, or none: the common properties, with all other members in its extras.
            Unknown(::std::boxed::Box<$common>),
        }

        impl $name {
            $crate::union!(@shared [$($variant)* Unknown] $($field / $field_mut: $field_ty,)*);
        }

        impl $crate::value::Value for $name {
            const EXPECTED: &'static str = "an object";
            fn read(reader: &mut $crate::value::Reader<'_>) -> ::std::result::Result<::std::option::Option<Self>, $crate::value::Malformed> {
                ::std::result::Result::Ok(match reader.tag($tag)?.as_deref() {
                    $(::std::option::Option::Some($first $(| $more)*) => $crate::value::Value::read(reader)?.map(Self::$variant),)*
                    _ => $crate::value::Value::read(reader)?.map(Self::Unknown),
                })
            }
            fn view(&self) -> $crate::value::View<'_> {
                match self {
                    $(Self::$variant(value) => $crate::value::View::Variant(&**value, $crate::union!(@tag $tag $first $($more)*)),)*
                    Self::Unknown(value) => $crate::value::View::Variant(&**value, ::std::option::Option::None),
                }
            }
            fn is_known(&self) -> bool {
                !::std::matches!(self, Self::Unknown(_))
            }
            fn odd(value: $crate::value::Json) -> ::std::option::Option<Self> {
                $crate::value::Value::odd(value).map(Self::Unknown)
            }
        }

        $(impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        })*

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant(value) => ::std::fmt::Debug::fmt(value, f),)*
                    Self::Unknown(value) => ::std::fmt::Debug::fmt(value, f),
                }
            }
        }

        $crate::serde_of!($name);
    )*};
    (@tag $tag:literal $only:literal) => { ::std::option::Option::Some(($tag, $only)) };
    (@tag $tag:literal $($many:literal)*) => { ::std::option::Option::None };
    (@shared $variants:tt $($field:ident / $field_mut:ident: $ty:ty,)*) => {
        $($crate::union!(@one $variants $field / $field_mut: $ty);)*
    };
    (@one [$($variant:ident)*] $field:ident / $field_mut:ident: $ty:ty) => {
        /// This property, which every variant has.
        pub fn $field(&self) -> ::std::option::Option<&$ty> {
            match self { $(Self::$variant(value) => value.$field.as_ref(),)* }
        }
        /// This property, which every variant has, mutably.
        pub fn $field_mut(&mut self) -> &mut ::std::option::Option<$ty> {
            match self { $(Self::$variant(value) => &mut value.$field,)* }
        }
    };
}

/// Defines an enum that also takes strings the document does not list: `open_enum! { /// Doc. UserStatus { Active = "ACTIVE", Staged = "STAGED", } }`.
/// With `or Bool` after the name, `true` and `false` are values too.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($($(#[$meta:meta])* $name:ident $(or $bool:ident)? { $($variant:ident = $wire:literal,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = ::std::concat!("`", $wire, "`")] $variant,)*
            $(/// `true` or `false`, not a string.
            $bool(bool),)?
            #[doc(hidden)]
            Unlisted(#[doc(hidden)] $crate::value::expand::Unknown),
        }

        impl $name {
            /// The value as sent, whether the API document lists it or not.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    $(Self::$bool(truth) => if *truth { "true" } else { "false" },)?
                    Self::Unlisted(text) => text.as_str(),
                }
            }
            /// Whether the API document lists this value.
            pub fn is_known(&self) -> bool {
                !::std::matches!(self, Self::Unlisted(_))
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unlisted($crate::value::expand::Unknown::new(text)),
                }
            }
        }

        $(impl ::std::convert::From<bool> for $name {
            fn from(truth: bool) -> Self {
                Self::$bool(truth)
            }
        })?

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $(if let Self::$bool(truth) = self {
                    return ::std::fmt::Debug::fmt(truth, f);
                })?
                $crate::value::expand::text(self.as_str(), f)
            }
        }

        impl $crate::value::Value for $name {
            const EXPECTED: &'static str = $crate::open_enum!(@expected $($bool)?);
            fn read(reader: &mut $crate::value::Reader<'_>) -> ::std::result::Result<::std::option::Option<Self>, $crate::value::Malformed> {
                $(if reader.peek()? == $crate::value::Kind::$bool {
                    return ::std::result::Result::Ok(::std::option::Option::Some(Self::$bool(reader.bool()?)));
                })?
                ::std::result::Result::Ok(reader.text()?.map(|text| Self::from(&*text)))
            }
            fn view(&self) -> $crate::value::View<'_> {
                $(if let Self::$bool(truth) = self {
                    return $crate::value::View::$bool(*truth);
                })?
                $crate::value::View::Text(self.as_str())
            }
            fn is_known(&self) -> bool {
                Self::is_known(self)
            }
        }

        $crate::serde_of!($name);
    )*};
    (@expected) => { "a string" };
    (@expected $bool:ident) => { "a string or a boolean" };
}

#[doc(hidden)]
#[macro_export]
#[cfg(feature = "serde")]
macro_rules! serde_of {
    ($name:ident) => {
        impl $crate::value::expand::serde::Serialize for $name {
            fn serialize<S: $crate::value::expand::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::value::expand::serialize($crate::value::Value::view(self), serializer)
            }
        }
        impl<'de> $crate::value::expand::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::value::expand::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::value::expand::deserialize(deserializer)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "serde"))]
macro_rules! serde_of {
    ($name:ident) => {};
}
