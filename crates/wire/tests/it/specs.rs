//! The official schemas and samples, which are not part of the project.

use std::collections::BTreeSet;
use std::env::var_os;
use std::path::{Path, PathBuf};
use std::process::Command;

use wire::Interface;

/// How many documents one run of the validator gets.
const DOCUMENTS_MAX: usize = 5000;
/// How many lines the validator can count.
const LINES_MAX: usize = 65_535;

/// The folder of the node's contracts; where it is absent the test that asked is skipped, except
/// under `CI`.
pub(crate) fn node(test: &str) -> Option<PathBuf> {
    let specs = var_os("NODO_SPECS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs"),
        PathBuf::from,
    );
    let node = specs.join("node");
    if node.is_dir() {
        return Some(node);
    }
    assert!(var_os("CI").is_none(), "{} is absent", node.display());
    println!("skipped: {test}: {} is absent", node.display());
    None
}

/// A sample by its file name.
pub(crate) fn sample(node: &Path, name: &str) -> Vec<u8> {
    std::fs::read(node.join("samples").join(name)).unwrap()
}

/// Whether the official schema accepts each of the documents, whose root is the body's. All of
/// them must be well-formed: they are put into one file, and the validator names the lines of
/// the wrong ones.
pub(crate) fn verdicts(node: &Path, interface: Interface, documents: &[String]) -> Vec<bool> {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("all.xsd");
    std::fs::write(&schema, schema_of_all(node, interface)).unwrap();
    documents
        .chunks(DOCUMENTS_MAX)
        .flat_map(|chunk| verdicts_of_chunk(&schema, chunk))
        .collect()
}

/// A schema of a document with any number of messages.
fn schema_of_all(node: &Path, interface: Interface) -> String {
    let file = match interface {
        Interface::NodeForPsp => "nodeForPsp.xsd",
        Interface::PaForNode => "paForNode.xsd",
        Interface::PspForNode => "pspForNode.xsd",
    };
    let namespace = interface.namespace();
    let path = node.canonicalize().unwrap().join("wsdl/xsd").join(file);
    format!(
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:all'>
           <xs:import namespace='{namespace}' schemaLocation='{}'/>
           <xs:element name='all'><xs:complexType><xs:sequence>
             <xs:any namespace='{namespace}' processContents='strict' maxOccurs='unbounded'/>
           </xs:sequence></xs:complexType></xs:element>
         </xs:schema>",
        path.display()
    )
}

fn verdicts_of_chunk(schema: &Path, documents: &[String]) -> Vec<bool> {
    let mut all = String::from("<all:all xmlns:all='urn:all'>\n");
    let mut last_lines = Vec::new();
    let mut line = 1;
    for document in documents {
        all.push_str(document);
        all.push('\n');
        line += 1 + document.matches('\n').count();
        last_lines.push(line);
    }
    all.push_str("</all:all>");
    assert!(line < LINES_MAX);
    let file = schema.with_file_name("all.xml");
    std::fs::write(&file, all).unwrap();
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--huge", "--schema"])
        .args([schema, &file])
        .output()
        .expect("xmllint is installed");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    // 0: all are valid; 3: some are not.
    assert!(matches!(output.status.code(), Some(0 | 3)), "{text}");
    let prefix = format!("{}:", file.display());
    let wrong: BTreeSet<usize> = text
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix)?.split_once(':'))
        .filter_map(|(line, _)| line.parse().ok())
        .map(|line| last_lines.partition_point(|last| *last < line))
        .collect();
    (0..documents.len())
        .map(|index| !wrong.contains(&index))
        .collect()
}
