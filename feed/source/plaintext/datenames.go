package plaintext

import (
	"strings"
	"time"
)

// months maps the names of months, in lower case, to 1 to 12. It has English, French, German (and Austrian), Spanish,
// Portuguese, Italian, Dutch and Polish names, with their abbreviations and spellings without accents.
var months = func() map[string]int {
	table := map[string]int{}
	for i, names := range [12]string{
		"january jan janvier janv januar jänner enero ene janeiro gennaio gen januari styczeń stycznia",
		"february feb février fevrier févr fevr fév fev februar febrero fevereiro febbraio februari luty lutego",
		"march mar mars märz maerz mrz marzo março marco maart mrt marzec marca",
		"april apr avril avr abril abr aprile kwiecień kwietnia",
		"may mai mayo maio maggio mag mei maj maja",
		"june jun juin juni junio junho giugno giu czerwiec czerwca",
		"july jul juillet juil juli julio julho luglio lug lipiec lipca",
		"august aug août aout agosto ago augustus sierpień sierpnia",
		"september sep sept septembre septiembre setiembre setembro set settembre wrzesień września",
		"october oct octobre oktober okt octubre outubro out ottobre ott październik października",
		"november nov novembre noviembre novembro listopad listopada",
		"december dec décembre decembre déc dezember dez diciembre dic dezembro dicembre grudzień grudnia",
	} {
		for name := range strings.FieldsSeq(names) {
			table[name] = i + 1
		}
	}
	return table
}()

// monthOf returns the number of a month by its name in lower case, 0 if there is no such month.
func monthOf(name string) int { return months[name] }

// weekdayNames are the names of weekdays, in lower case, in the languages of months but Polish.
var weekdayNames = weekdaySet("lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday " +
	"lun mar mer jeu ven sam dim mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag " +
	"lunes martes miércoles miercoles jueves viernes sábado sabado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica " +
	"segunda-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag")

// weekdaySet makes a set of the words of a list.
func weekdaySet(list string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}

// isWeekday reports whether a name in lower case is that of a weekday.
func isWeekday(name string) bool { return weekdayNames[name] }

// zoneNames maps abbreviations of zones to their offsets: those of RFC 822 §5.1, and those of the rest of the world
// that stand for one zone only. Package time reads any three letters as a zone with offset zero, so an unknown
// abbreviation would silently give a wrong time.
var zoneNames = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
	"WET": "+0000", "WEST": "+0100", "CET": "+0100", "CEST": "+0200", "MEZ": "+0100", "MESZ": "+0200",
	"EET": "+0200", "EEST": "+0300", "MSK": "+0300", "WAT": "+0100", "CAT": "+0200", "EAT": "+0300", "SAST": "+0200",
	"JST": "+0900", "KST": "+0900", "HKT": "+0800", "SGT": "+0800", "AEST": "+1000", "AEDT": "+1100", "AWST": "+0800",
	"NZST": "+1200", "NZDT": "+1300", "AKST": "-0900", "AKDT": "-0800", "HST": "-1000", "NST": "-0330", "NDT": "-0230",
}

// zoneNamed returns the zone of an abbreviation (CEST) or of a name in the IANA database (Europe/Paris), nil if it
// is unknown.
func zoneNamed(name string) *time.Location {
	name = strings.TrimSpace(name)
	if offset, ok := zoneNames[strings.ToUpper(name)]; ok {
		t, err := time.Parse("-0700", offset)
		if err != nil {
			return nil
		}
		return time.FixedZone(strings.ToUpper(name), func() int { _, s := t.Zone(); return s }())
	}
	if !strings.Contains(name, "/") {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}
