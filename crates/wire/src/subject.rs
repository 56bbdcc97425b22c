use domain::{MetadataEntry, StampRequest, Subject};

use crate::Malformed;
use crate::content::{Base64Text, Content, CountryOrProvince, MessageEmail};
use crate::cursor::Cursor;
use crate::writer::Writer;

/// How many entries a metadata list may have (XSD `ctMetadata`).
pub const METADATA_ENTRIES_MAX: usize = 15;

crate::content::enumeration! {
    /// The type of a digital stamp (XSD `stTipoBolloDigitale`).
    StampType, "tipoBollo" {
        /// The only one.
        Digital = "01",
    }
}

/// XSD `ctSubject`.
impl Content for Subject {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let Identifier { kind, identifier } = cursor.child("uniqueIdentifier")?;
        Ok(Self {
            kind,
            identifier,
            full_name: cursor.child("fullName")?,
            street_name: cursor.optional("streetName")?,
            civic_number: cursor.optional("civicNumber")?,
            postal_code: cursor.optional("postalCode")?,
            city: cursor.optional("city")?,
            state_province_region: cursor.optional("stateProvinceRegion")?,
            country: cursor
                .optional::<CountryOrProvince>("country")?
                .map(|country| country.0),
            email: cursor
                .optional::<MessageEmail>("e-mail")?
                .map(|email| email.0),
        })
    }

    fn write(&self, out: &mut Writer) {
        out.element("uniqueIdentifier", |out| {
            out.child("entityUniqueIdentifierType", &self.kind);
            out.child("entityUniqueIdentifierValue", &self.identifier);
        });
        out.child("fullName", &self.full_name);
        out.optional("streetName", self.street_name.as_ref());
        out.optional("civicNumber", self.civic_number.as_ref());
        out.optional("postalCode", self.postal_code.as_ref());
        out.optional("city", self.city.as_ref());
        out.optional("stateProvinceRegion", self.state_province_region.as_ref());
        out.optional("country", self.country.as_ref());
        out.optional("e-mail", self.email.as_ref());
    }
}

/// XSD `ctEntityUniqueIdentifier`, for reading.
struct Identifier {
    kind: domain::SubjectKind,
    identifier: domain::Text<2, 16>,
}

impl Content for Identifier {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            kind: cursor.child("entityUniqueIdentifierType")?,
            identifier: cursor.child("entityUniqueIdentifierValue")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("entityUniqueIdentifierType", &self.kind);
        out.child("entityUniqueIdentifierValue", &self.identifier);
    }
}

/// XSD `ctMapEntry`.
impl Content for MetadataEntry {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            key: cursor.child("key")?,
            value: cursor.child("value")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("key", &self.key);
        out.child("value", &self.value);
    }
}

/// XSD `ctRichiestaMarcaDaBollo`.
impl Content for StampRequest {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            document_hash: cursor.child::<Base64Text>("hashDocumento")?.0,
            stamp_type: cursor.child::<StampType>("tipoBollo")?.as_str().into(),
            province: cursor.child::<CountryOrProvince>("provinciaResidenza")?.0,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("hashDocumento", &self.document_hash);
        out.child("tipoBollo", &self.stamp_type);
        out.child("provinciaResidenza", &self.province);
    }
}

impl Cursor<'_> {
    /// The element `metadata`, if it is next; empty otherwise.
    pub(crate) fn metadata(&mut self) -> Result<domain::Metadata, Malformed> {
        self.optional_list("metadata", "mapEntry", METADATA_ENTRIES_MAX)
    }
}

impl Writer {
    /// The element `metadata`, if there is any.
    pub(crate) fn metadata(&mut self, metadata: &[MetadataEntry]) {
        self.list("metadata", "mapEntry", metadata);
    }
}
