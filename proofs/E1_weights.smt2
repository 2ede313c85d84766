; E1  Normalised target weights add up to exactly 1e18; what rounding leaves is less than a unit per asset.
;
; Four raw scores a..d with sum R, weight floor(score * 1e18 / R) each, the residue goes to the first.

(declare-const a Int) (declare-const b Int) (declare-const c Int) (declare-const d Int)
(declare-const wa Int) (declare-const wb Int) (declare-const wc Int) (declare-const wd Int)
(define-fun WAD () Int 1000000000000000000)
(define-fun R () Int (+ a b c d))
(define-fun floored ((w Int) (raw Int)) Bool (and (<= (* w R) (* raw WAD)) (< (* raw WAD) (* (+ w 1) R))))
(define-fun nearest ((w Int) (raw Int)) Bool
  (and (<= (* 2 w R) (+ (* 2 raw WAD) R)) (< (+ (* 2 raw WAD) R) (* 2 (+ w 1) R))))
(define-fun residue () Int (- WAD (+ wa wb wc wd)))
(assert (and (>= a 0) (>= b 0) (>= c 0) (>= d 0) (> R 0)))

(echo "lemma: the residue is between zero and three units")
(push) (assert (floored wa a)) (assert (floored wb b)) (assert (floored wc c)) (assert (floored wd d))
(assert (or (< residue 0) (> residue 3))) (check-sat) (pop)

(echo "lemma: no weight is negative or above one")
(push) (assert (floored wa a)) (assert (or (< wa 0) (> wa WAD))) (check-sat) (pop)

(echo "mutant: weights rounded to the nearest can add up to more than one")
(push) (assert (nearest wa a)) (assert (nearest wb b)) (assert (nearest wc c)) (assert (nearest wd d))
(assert (< residue 0)) (check-sat) (pop)
