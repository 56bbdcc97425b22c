use crate::{FaultBean, Malformed};

/// A SOAP message: one root element of one primitive.
pub trait Message: Sized {
    /// The primitive's name, which is also the `SOAPAction`.
    const PRIMITIVE: &'static str;
    /// The name of the body's root.
    const ROOT: &'static str;
    /// The namespace of the body's root.
    const NAMESPACE: &'static str;

    /// Reads an envelope and checks every facet.
    fn decode(bytes: &[u8]) -> Result<Self, Malformed>;

    /// Writes a whole envelope. What is written is well-formed; it has the schema's facets when
    /// the values have, which [`Self::encode_checked`] verifies.
    #[must_use]
    fn encode(&self) -> Vec<u8>;

    /// Writes a whole envelope and reads it again, so that no value that the recipient's schema
    /// refuses leaves (an IBAN that only creditors may use, a zero transfer, a sixth transfer).
    fn encode_checked(&self) -> Result<Vec<u8>, Malformed> {
        let bytes = self.encode();
        Self::decode(&bytes)?;
        Ok(bytes)
    }
}

/// A message that is answered.
pub trait Request: Message {
    /// Its answer.
    type Response: Response;
}

/// A message that answers.
pub trait Response: Message {
    /// What an answer `OK` carries.
    type Data;

    /// The answer `OK` with data, or `KO` with a fault.
    fn from_result(result: Result<Self::Data, Box<FaultBean>>) -> Self;

    /// The data of `OK`, or the fault of `KO`.
    fn into_result(self) -> Result<Self::Data, Box<FaultBean>>;
}

/// [`Message`] for a type with content, as the request or the response of a primitive.
macro_rules! message {
    ($type:ident, $primitive:ident, $root:ident) => {
        impl crate::Message for $type {
            const PRIMITIVE: &'static str = crate::Primitive::$primitive.name();
            const ROOT: &'static str = crate::Primitive::$primitive.$root();
            const NAMESPACE: &'static str = crate::Primitive::$primitive.namespace();

            fn decode(bytes: &[u8]) -> Result<Self, crate::Malformed> {
                crate::soap::decode(bytes, crate::Primitive::$primitive, Self::ROOT)
            }

            fn encode(&self) -> Vec<u8> {
                crate::soap::envelope(crate::Primitive::$primitive, Self::ROOT, |out| {
                    crate::content::Content::write(self, out);
                })
            }
        }
    };
}

/// A request and its response, which is a struct around a `Result`.
macro_rules! primitive {
    ($primitive:ident, $request:ident, $response:ident, $data:ty) => {
        #[doc = concat!("The answer to [`", stringify!($request), "`].")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $response {
            /// The data of outcome `OK`, or the fault of `KO`.
            pub result: Result<$data, Box<crate::FaultBean>>,
        }

        impl crate::content::Content for $response {
            fn read(cursor: &mut crate::cursor::Cursor<'_>) -> Result<Self, crate::Malformed> {
                Ok(Self {
                    result: crate::content::Content::read(cursor)?,
                })
            }

            fn write(&self, out: &mut crate::writer::Writer) {
                crate::content::Content::write(&self.result, out);
            }
        }

        impl crate::Response for $response {
            type Data = $data;

            fn from_result(result: Result<$data, Box<crate::FaultBean>>) -> Self {
                Self { result }
            }

            fn into_result(self) -> Result<$data, Box<crate::FaultBean>> {
                self.result
            }
        }

        impl crate::Request for $request {
            type Response = $response;
        }

        crate::message::message!($request, $primitive, request_root);
        crate::message::message!($response, $primitive, response_root);
    };
}
pub(crate) use {message, primitive};
