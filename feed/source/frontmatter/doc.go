// Package frontmatter reads the metadata above an article, and site.yaml: YAML, TOML and JSON, into one tree in which
// each value knows its line.
//
// A text goes through the package in this order:
//
//	Split                 finds the fences, and returns front matter and body
//	ParseYAML, ParseJSON  and the parser of TOML make a tree of Values
//	Value.Str, Strs, …    give the values their types, when the caller knows which one a key has
//
// A [Value] is a scalar, a list, a table ([]Field) or null. Scalars keep the text that the author wrote. An error is an
// *[Error] with line and hint.
//
// Authors make mistakes in front matter, and what they wrote there must not be published as text. So [Split] refuses a text
// with metadata between lines that are almost fences (nearfence.go); an error of YAML shows the corrected line for common
// mistakes (yamlmistakes.go); and [YAMLWarnings] reports values of which YAML silently drops a part (yamlwarnings.go).
// Front matter has at most [MaxBytes] bytes, 10,000 values and [MaxDepth] levels.
package frontmatter
