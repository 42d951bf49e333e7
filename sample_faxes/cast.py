"""The invented people of the committed cases."""

from datetime import date

from sample_faxes.people import Person

CAST = {
    "ribeiro": Person("RIBEIRO", "Leandro", "", date(1991, 8, 17), "M", "BRAZIL", "212604718", "341902265"),
    "petit-frere": Person("PETIT-FRERE", "Nadege", "Lourdes", date(1987, 2, 3), "F", "HAITI", "087341190", "352117804"),
    "odhiambo": Person("ODHIAMBO", "Felix", "", date(1979, 11, 30), "M", "KENYA", "204588137", "330718452"),
    "de la cruz": Person(
        "DE LA CRUZ", "Rafael", "Anibal", date(1994, 5, 21), "M", "DOMINICAN REPUBLIC", "219045526", "361240987"
    ),
    "o'sullivan": Person("O'SULLIVAN", "Desmond", "Pascal", date(1983, 1, 9), "M", "IRELAND", "098217463", "347760193"),
    "huang": Person(
        "HUANG", "Quang", "", date(1976, 12, 25), "M", "CHINA, PEOPLES REPUBLIC OF", "076530928", "318845570"
    ),
    "n'diaye": Person(
        "N'DIAYE", "Cheikh", "Ibrahima", date(1998, 7, 4), "M", "COTE D'IVOIRE", "231776049", "377001458"
    ),
    "mejia-ortega": Person("MEJIA-ORTEGA", "Xiomara", "", date(1990, 3, 16), "F", "HONDURAS", "215893302", "355619027"),
    "zelaya": Person("ZELAYA", "Wilfredo", "Nestor", date(1985, 10, 8), "M", "EL SALVADOR", "089914275", "339427716"),
    "truong": Person("TRUONG", "Thu", "", date(1969, 6, 12), "F", "VIETNAM", "055820361", "304588219"),
    "cabral": Person("CABRAL", "Aderito", "", date(1982, 9, 27), "M", "CAPE VERDE", "071449836", "326900574"),
    "gjoka": Person("GJOKA", "Zoran", "", date(1993, 4, 2), "M", "ALBANIA", "217350084", "368215943"),
    "salazar pena": Person(
        "SALAZAR PENA", "Mauricio", "Ulises", date(1988, 12, 1), "M", "COLOMBIA", "208661597", "350073318"
    ),
    "van der linde": Person(
        "VAN DER LINDE", "Emerson", "", date(2001, 2, 19), "M", "TRINIDAD AND TOBAGO", "237904415", "384460721"
    ),
    "echeverri": Person("ECHEVERRI", "Gloria", "Paola", date(1973, 8, 5), "F", "ECUADOR", "064207759", "311958846"),
    "fofana": Person("FOFANA", "Lamine", "", date(1996, 1, 28), "M", "SIERRA LEONE", "226183370", "372846105"),
    "boateng": Person("BOATENG", "Kofi", "", date(1986, 5, 14), "M", "GHANA", "214470985", "358806317"),
    "quispe": Person("QUISPE", "Tomas", "Gilberto", date(1980, 7, 23), "M", "PERU", "203097641", "329514460"),
}
